import { z } from "zod";
import { pool, statement } from "./db.ts";

// A transaction with nothing but a record in the write-ahead log. Its commit waits for the log to be on disk up to there.
const flushStatement = statement(
  "flush_log",
  "SELECT 1 AS done FROM pg_logical_emit_message(true, 'purser', '')",
  z.object({ done: z.int() }),
);

type Waiting = { resolve: () => void; reject: (error: unknown) => void };
type Flusher = { waiting: Waiting[]; busy: boolean };
const holder = globalThis as typeof globalThis & { purserFlusher?: Flusher };

/**
 * Resolves when everything that was committed before this call is on disk (and where the server is set to it, on its standby).
 * For transactions that commit with `synchronous_commit` off: they let go of their locks without waiting for the disk, so
 * that the next can work meanwhile, and their callers are answered after this. Many share one flush.
 * @throws the database's error. Whether those commits last is then not known, as with a connection that breaks.
 */
export function durable(): Promise<void> {
  holder.purserFlusher ??= { waiting: [], busy: false };
  const flusher = holder.purserFlusher;
  return new Promise((resolve, reject) => {
    flusher.waiting.push({ resolve, reject });
    if (!flusher.busy) void flushAll(flusher);
  });
}

/** One flush at a time: whoever comes meanwhile goes with the next, since this one may not reach as far. */
async function flushAll(flusher: Flusher): Promise<void> {
  flusher.busy = true;
  while (flusher.waiting.length > 0) {
    const waiting = flusher.waiting;
    flusher.waiting = [];
    try {
      await flushStatement(pool(), []);
      for (const { resolve } of waiting) resolve();
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
  flusher.busy = false;
}
