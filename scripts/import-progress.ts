import type { WriteStream } from "node:tty";
import type { ImportProgress } from "#server/ingest/import/import-files.ts";

const everyMs = { terminal: 100, plain: 5_000 };

/** Shows how far an import is: one line that changes on a terminal, a line now and then elsewhere. */
export function importProgress(stream: WriteStream) {
  const startedAt = performance.now();
  let shownAt = startedAt;
  let isOpen = false;
  return {
    show(progress: ImportProgress): void {
      const now = performance.now();
      if (now - shownAt < (stream.isTTY ? everyMs.terminal : everyMs.plain)) return;
      shownAt = now;
      const line = progressLine(progress, (now - startedAt) / 1000, stream.isTTY ? stream.columns : 100);
      stream.write(stream.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
      isOpen = stream.isTTY;
    },
    end(): void {
      if (isOpen) stream.write("\r\u001b[K");
    },
  };
}

/** `[#######-------]  47 %  12.3 of 26.1 MB  8,213 calls  4,120/s  session.jsonl`, cut to the width. */
function progressLine(progress: ImportProgress, seconds: number, columns: number): string {
  const { bytesRead, bytesTotal, calls, file } = progress;
  const share = bytesTotal === 0 ? 1 : Math.min(1, bytesRead / bytesTotal);
  const filled = Math.floor(share * 20);
  const rate = seconds > 0 ? Math.round(calls / seconds) : 0;
  const parts = [
    `[${"#".repeat(filled)}${"-".repeat(20 - filled)}]`,
    `${String(Math.floor(share * 100)).padStart(3)} %`,
    `${megabytes(bytesRead)} of ${megabytes(bytesTotal)} MB`,
    `${calls.toLocaleString("en-US")} calls`,
    `${rate.toLocaleString("en-US")}/s`,
    file,
  ];
  return parts.join("  ").slice(0, Math.max(20, columns - 1));
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toLocaleString("en-US", { maximumFractionDigits: 1, minimumFractionDigits: 1 });
}
