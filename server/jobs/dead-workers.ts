import type { RunnerOptions } from "graphile-worker";
import { z } from "zod";
import { pool, statement } from "#server/db.ts";
import { log } from "#server/log.ts";

export type WorkerEvents = NonNullable<RunnerOptions["events"]>;

const aliveStatement = statement(
  "jobs_alive",
  "SELECT pg_advisory_lock(hashtext('purser worker'), hashtext($1))::text AS locked",
  z.object({ locked: z.string() }),
);

const takeBackStatement = statement(
  "jobs_take_back",
  `SELECT count(graphile_worker.force_unlock_workers(ARRAY[dead.id]))::int AS dead
   FROM (SELECT locked_by AS id FROM graphile_worker.jobs WHERE locked_by IS NOT NULL
     GROUP BY 1 HAVING locked_by = $1 OR min(locked_at) < now() - interval '5 seconds') dead
   WHERE dead.id = $1 OR pg_try_advisory_xact_lock(hashtext('purser worker'), hashtext(dead.id))`,
  z.object({ dead: z.int() }),
);

/** The library asks the new connection something first; a process that has just connected is given time to say that it lives. */
const sayAfterMs = 1_000;
const lookAfterMs = 5_000;

/**
 * The library gives a job (and all that wait in its queue) four hours before it believes that whoever took it was killed. Here
 * every worker holds an advisory lock on the connection by which it hears of jobs: that ends with the process.
 * Call it before the worker starts. Who is gone is looked for seconds after each such connection, since the database may have
 * crashed and others connect anew too.
 */
export function sayWhoLives(events: WorkerEvents): void {
  events.on("pool:listen:success", ({ client, workerPool }) => {
    const say = () => aliveStatement(client, [workerPool.id]);
    const saying = setTimeout(
      () => say().catch((err) => log.warn({ err }, "Could not say that the worker lives")),
      sayAfterMs,
    );
    const looking = setTimeout(
      () => takeBackJobs().catch((err) => log.warn({ err }, "Could not look for workers that are gone")),
      lookAfterMs,
    );
    const ended = () => {
      clearTimeout(saying);
      clearTimeout(looking);
    };
    events.once("pool:listen:release", ended);
    events.once("pool:listen:error", ended);
  });
}

/**
 * Frees the jobs of workers that are gone, so that the others do them at once; of `ended` too, a worker of this process that
 * is no more. Each counts as an attempt.
 */
export async function takeBackJobs(ended?: string): Promise<void> {
  const [row] = await takeBackStatement(pool(), [ended ?? null]);
  if (row && row.dead > 0) log.warn({ workers: row.dead }, "Took back the jobs of workers that are gone");
}
