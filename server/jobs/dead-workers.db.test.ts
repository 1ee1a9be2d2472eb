import { EventEmitter } from "node:events";
import { beforeAll, expect, test, vi } from "vitest";
import { pool } from "#server/db.ts";
import { addJob } from "#server/outbox.ts";
import { sayWhoLives, takeBackJobs, type WorkerEvents } from "./dead-workers.ts";
import { startWorker } from "./worker.ts";

beforeAll(async () => {
  // What a worker needs is there, but none works.
  const stopWorker = await startWorker();
  await stopWorker();
});

const lockedBy = async () => {
  const { rows } = await pool().query<{ locked_by: string | null }>(
    "SELECT locked_by FROM graphile_worker.jobs WHERE task_identifier = 'nobody_does' ORDER BY id",
  );
  return rows.map((row) => row.locked_by);
};

/** As a worker leaves it that took the next job of a queue and was killed. */
async function takenBy(worker: string): Promise<void> {
  const client = await pool().connect();
  await addJob(client, "nobody_does", { worker }, { maxAttempts: 3, queue: `queue of ${worker}` });
  client.release();
  const since = "locked_at = now() - interval '1 minute'";
  await pool().query(
    `UPDATE graphile_worker._private_jobs SET locked_by = $1, ${since} WHERE payload ->> 'worker' = $1`,
    [worker],
  );
  await pool().query(
    `UPDATE graphile_worker._private_job_queues SET locked_by = $1, ${since} WHERE queue_name = 'queue of ' || $1`,
    [worker],
  );
}

test("jobs of a worker that is gone are taken back with their queue, those of one that lives are its own", async () => {
  await takenBy("pool-gone");
  await takenBy("pool-alive");
  const events: WorkerEvents = new EventEmitter();
  sayWhoLives(events);
  const client = await pool().connect();
  events.emit("pool:listen:success", { client, workerPool: { id: "pool-alive" } } as never);
  // Of this database: the locks of all of them are listed.
  const said = () =>
    pool().query(
      `SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
       WHERE l.locktype = 'advisory' AND l.granted AND d.datname = current_database()`,
    );
  await vi.waitFor(async () => expect((await said()).rowCount).toBe(1), { timeout: 20_000, interval: 100 });

  await takeBackJobs();
  expect(await lockedBy()).toEqual([null, "pool-alive"]);
  const { rows } = await pool().query("SELECT FROM graphile_worker._private_job_queues WHERE locked_by IS NOT NULL");
  expect(rows).toHaveLength(1);

  client.release(true); // its process ends, and its connection with it
  await vi.waitFor(async () => expect((await said()).rowCount).toBe(0), { timeout: 20_000, interval: 100 });
  await takeBackJobs();
  expect(await lockedBy()).toEqual([null, null]);
});
