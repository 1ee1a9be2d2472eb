import { z } from "zod";
import type { Prisma } from "#prisma/generated/client.ts";
import { pool, statement } from "./db.ts";
import { log } from "./log.ts";

/** The channel on which processes tell each other that an organisation has new domain events. */
export const eventsChannel = "purser_events";

/**
 * Tells every process, after a commit that wrote domain events, that the organisation has some: for live pages and for
 * the worker. A statement of its own, so that the transaction stays on one shard. When it is lost nothing else is: the
 * worker looks for undelivered events from time to time anyway.
 */
export function announceEvents(orgId: string): void {
  pool()
    .query("SELECT pg_notify($1, $2)", [eventsChannel, orgId])
    .catch((error) => log.warn({ err: error, orgId }, "Could not announce domain events"));
}

const addJobStatement = statement(
  "outbox_add_job",
  "SELECT (graphile_worker.add_job($1, $2::json, max_attempts := $3, queue_name := $4, priority := $5)).id::text",
  z.object({ id: z.string() }),
);

/**
 * Leaves work for the worker, in the caller's transaction: it is done if and only if that commits. A failed attempt is
 * repeated, each time after e times as long, from seconds to hours. Jobs of one `queue` run one after the other; those of
 * lower `priority` (0 unless told otherwise) before others.
 */
export async function addJob(
  client: Parameters<typeof addJobStatement>[0],
  task: string,
  payload: object,
  options: { maxAttempts: number; queue?: string; priority?: number },
): Promise<void> {
  await addJobStatement(client, [
    task,
    JSON.stringify(payload),
    options.maxAttempts,
    options.queue ?? null,
    options.priority ?? 0,
  ]);
}

/** The same in a transaction of Prisma, for jobs that wait for no other. */
export async function leaveJob(
  tx: Prisma.TransactionClient,
  task: string,
  payload: object,
  { maxAttempts }: { maxAttempts: number },
): Promise<void> {
  const text = JSON.stringify(payload);
  await tx.$queryRaw`SELECT graphile_worker.add_job(${task}, ${text}::json, max_attempts := ${maxAttempts}::int)::text`;
}
