import { createHash } from "node:crypto";
import { pipeline, Readable } from "node:stream";
import { createGunzip, constants as zlib } from "node:zlib";
import { AppError } from "#server/errors.ts";
import { peek } from "../import/peek.ts";

/** The upload ended before the file did: a lost connection, a closed browser, a server that was stopped. */
export class UploadBroken extends Error {}

export type UploadedFile = {
  /** What the file holds, unzipped where it is gzip. */
  bytes: AsyncGenerator<Uint8Array>;
  /** As many as arrived, as they were sent. */
  bytesSent: () => number;
  /** SHA-256 of what arrived, once it is all there. */
  hash: () => string;
};

type Limits = {
  /** Bytes that are taken, and unzipped to. */
  maxBytes: number;
  /** How many are to arrive: fewer or more is not the whole file. */
  expectedBytes?: number;
  /** How long to wait for the next byte, in milliseconds. */
  idleMs?: number;
  /** Ends it. */
  signal?: AbortSignal;
  /** Only the beginning of the file is here, which for gzip is no fault. */
  beginning?: boolean;
};

/**
 * The bytes of a file as they arrive, no faster than they are read. gzip is told by its first bytes.
 * @throws UploadBroken; AppError `payload_too_large`, `bad_request` for what is damaged or a kind of file that is not read.
 */
export function uploadedFile(body: AsyncIterable<Uint8Array>, limits: Limits): UploadedFile {
  const { maxBytes, expectedBytes, idleMs = 60_000, signal, beginning = false } = limits;
  const hash = createHash("sha256");
  let sent = 0;

  async function* arriving(): AsyncGenerator<Uint8Array> {
    const chunks = body[Symbol.asyncIterator]();
    let ended = false;
    try {
      for (;;) {
        const next = await soon(chunks.next(), idleMs, signal);
        if (next.done) break;
        sent += next.value.length;
        if (sent > maxBytes) throw tooLarge(maxBytes);
        hash.update(next.value);
        yield next.value;
      }
      ended = true;
      if (expectedBytes !== undefined && sent !== expectedBytes) {
        throw new UploadBroken(
          `${sent.toLocaleString("en-US")} of ${expectedBytes.toLocaleString("en-US")} bytes arrived`,
        );
      }
    } finally {
      // Whoever still sends is not waited for.
      if (!ended) void Promise.resolve(chunks.return?.()).catch(() => {});
    }
  }

  async function* bytes(): AsyncGenerator<Uint8Array> {
    const { head, bytes } = await peek(arriving(), 4);
    refuseOtherKinds(head);
    let size = 0;
    for await (const chunk of head[0] === 0x1f && head[1] === 0x8b ? unzipped(bytes, beginning) : bytes) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      yield chunk;
    }
  }
  return { bytes: bytes(), bytesSent: () => sent, hash: () => hash.copy().digest("hex") };
}

async function soon<T>(next: Promise<T>, idleMs: number, signal: AbortSignal | undefined): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = () => {};
  try {
    return await Promise.race([
      next.catch((cause: unknown) => {
        throw new UploadBroken("the connection was lost", { cause });
      }),
      new Promise<never>((_, reject) => {
        const end = (why: string) => reject(new UploadBroken(why));
        timer = setTimeout(end, idleMs, `nothing arrived for ${Math.round(idleMs / 1000)} seconds`);
        onAbort = () => end("it was ended");
        if (signal?.aborted) onAbort();
        else signal?.addEventListener("abort", onAbort, { once: true });
      }),
    ]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

async function* unzipped(bytes: AsyncIterable<Uint8Array>, beginning: boolean): AsyncGenerator<Uint8Array> {
  const finishFlush = beginning ? zlib.Z_SYNC_FLUSH : zlib.Z_FINISH;
  // An error of either reaches the loop below.
  const plain = pipeline(Readable.from(bytes, { objectMode: false }), createGunzip({ finishFlush }), () => {});
  try {
    for await (const chunk of plain) yield chunk;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && String(cause.code).startsWith("Z_")) {
      throw new AppError("bad_request", "The file is not whole gzip: it ends too early or is damaged.", { cause });
    }
    throw cause;
  }
}

function refuseOtherKinds(head: Buffer): void {
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] ?? 9) < 8) {
    throw new AppError(
      "bad_request",
      "This is a ZIP archive or a spreadsheet (.xlsx). Unpack it, or save the sheet as CSV, and choose that file.",
    );
  }
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    throw new AppError(
      "bad_request",
      "The file is in UTF-16. Save it as UTF-8 (in Excel: CSV UTF-8) and choose it again.",
    );
  }
}

/** The refusal of a file over `maxBytes`. */
export function tooLarge(maxBytes: number): AppError {
  const limit =
    maxBytes < 1e6 ? `${maxBytes.toLocaleString("en-US")} bytes` : `${(maxBytes / 1e6).toLocaleString("en-US")} MB`;
  return new AppError(
    "payload_too_large",
    `The file is over the limit of ${limit}, unzipped too. Cut it in parts, or use npm run import, which has no limit.`,
  );
}
