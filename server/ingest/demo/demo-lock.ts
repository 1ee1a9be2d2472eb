import type { Prisma } from "#prisma/generated/client.ts";
import { transaction } from "#server/db.ts";

/** Any number, the same in every Purser: one process fills, tops up or removes the demo at a time. */
const lockKey = 7_873_738;

/** Runs `work` while no other process fills or removes the demo. */
export function withDemoLock<T>(work: () => Promise<T>): Promise<T> {
  return transaction(async (client) => {
    await client.query("SELECT pg_advisory_xact_lock($1)", [lockKey]);
    return work();
  });
}

/** Waits until nobody fills the demo, and keeps it so until the transaction ends. To be taken before any other lock. */
export async function lockDemo(tx: Prisma.TransactionClient): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lockKey}::bigint)`;
}
