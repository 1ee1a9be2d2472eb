import type { PoolClient } from "pg";
import { z } from "zod";
import { pool, statement } from "./db.ts";

// A transaction with nothing but a record in the write-ahead log. Its commit waits for the log to be on disk up to there.
const flushStatement = statement(
  "flush_log",
  "SELECT 1 AS done FROM pg_logical_emit_message(true, 'purser', '')",
  z.object({ done: z.int() }),
);

type Waiting = { resolve: () => void; reject: (error: unknown) => void };
/** One connection on which flushes are asked for, for as long as anyone needs it. */
type Flusher = {
  client: Promise<PoolClient>;
  users: number;
  waiting: Waiting[];
  busy: boolean;
  lost: (error: Error) => void;
  failure?: Error;
};
const holder = globalThis as typeof globalThis & { purserFlusher?: Flusher | undefined };

/**
 * Runs `commit`, transactions that commit with `synchronous_commit` off, and resolves when they are on disk (and where the
 * server is set to it, on its standby). They let go of their locks without waiting for the disk, so that the next can work
 * meanwhile: `committed` is called then. Many share one flush.
 *
 * The flush is asked for on a connection that was open before `commit` began. When the database crashes in between, that
 * connection is gone; over a new one it would flush what it has and know nothing of the commits that it lost.
 * @throws what `commit` throws, or the database's error: whether those commits last is then not known, as with a connection
 * that breaks.
 */
export async function durably<Result>(
  commit: () => Promise<Result>,
  committed: () => void = () => {},
): Promise<Result> {
  holder.purserFlusher ??= open();
  const flusher = holder.purserFlusher;
  flusher.users++;
  try {
    await flusher.client;
    const result = await commit();
    committed();
    await flushed(flusher);
    return result;
  } finally {
    flusher.users--;
    if (flusher.users === 0) await close(flusher);
  }
}

function open(): Flusher {
  const flusher: Flusher = {
    client: pool().connect(),
    users: 0,
    waiting: [],
    busy: false,
    // Whoever comes from now on takes another connection; what this one was to prove it can prove no more.
    lost: (error) => {
      flusher.failure ??= error;
      if (holder.purserFlusher === flusher) holder.purserFlusher = undefined;
    },
  };
  flusher.client.then((client) => client.on("error", flusher.lost), flusher.lost);
  return flusher;
}

/** Back to the pool, or out of it when it is broken. */
async function close(flusher: Flusher): Promise<void> {
  if (holder.purserFlusher === flusher) holder.purserFlusher = undefined;
  const client = await flusher.client.catch(() => undefined);
  client?.off("error", flusher.lost);
  client?.release(flusher.failure);
}

function flushed(flusher: Flusher): Promise<void> {
  return new Promise((resolve, reject) => {
    flusher.waiting.push({ resolve, reject });
    if (!flusher.busy) void flushAll(flusher);
  });
}

/** One flush at a time: whoever comes meanwhile goes with the next, since this one may not reach as far. */
async function flushAll(flusher: Flusher): Promise<void> {
  flusher.busy = true;
  const client = await flusher.client;
  while (flusher.waiting.length > 0) {
    const waiting = flusher.waiting;
    flusher.waiting = [];
    try {
      if (flusher.failure) throw flusher.failure;
      await flushStatement(client, []);
      for (const { resolve } of waiting) resolve();
    } catch (error) {
      flusher.lost(error instanceof Error ? error : new Error(String(error)));
      for (const { reject } of waiting) reject(error);
    }
  }
  flusher.busy = false;
}
