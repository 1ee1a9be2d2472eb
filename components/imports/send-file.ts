import type { ImportSample } from "#server/ingest/uploads/sample-import.ts";
import type { SentColumns } from "./column-mapping.ts";

/** How a file is read, as the server takes it. */
export type ReadSettings = { format?: string; columns?: SentColumns; provider?: string; model?: string };

/** As much of its beginning as is sent to be looked at. */
const sampleBytes = 300_000;

/** What the server said of a request that it refused. */
class RefusedRequest extends Error {
  readonly data: { httpStatus: number };

  constructor(message: string, httpStatus: number) {
    super(message);
    this.data = { httpStatus };
  }
}

/** What the beginning of a file tells. The rest of it stays where it is. */
export async function sampleFile(file: File, options: ReadSettings): Promise<ImportSample> {
  const input = JSON.stringify({ fileName: file.name, whole: file.size <= sampleBytes, options });
  return send(`/api/imports/sample?input=${encodeURIComponent(input)}`, file.slice(0, sampleBytes));
}

/** Sends a file, which the browser reads from the disk as the server takes it. Answers when it was read to its end. */
export function sendFile(id: string, phase: "check" | "book", file: File, signal: AbortSignal): Promise<unknown> {
  return send(`/api/imports/${encodeURIComponent(id)}/${phase}`, file, signal);
}

async function send<Answer>(path: string, body: Blob, signal?: AbortSignal): Promise<Answer> {
  const headers = { "content-type": "application/octet-stream" };
  const response = await fetch(path, { method: "POST", body, headers, ...(signal && { signal }) });
  const answer = await response.json();
  if (!response.ok) throw new RefusedRequest(String(answer.detail ?? "It was refused."), response.status);
  return answer;
}
