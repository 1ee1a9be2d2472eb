import { z } from "zod";
import { pool, statement } from "#server/db.ts";
import { env } from "#server/env.ts";
import { countedLines, labelValue, observeSeconds } from "#server/metrics.ts";
import { loopDelayP99 } from "./loop-delay.ts";

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Counts a request that was answered: by its route as it is declared, never by what a caller invents. */
export function countRequest(method: string, route: string, status: number, ms: number): void {
  const named = methods.has(method) ? method : "other";
  const labels = `method="${named}",route="${labelValue(route)}",status="${status}"`;
  observeSeconds("purser_http_request_duration_seconds", labels, ms / 1000);
}

const queueStatement = statement(
  "rest_queue_metrics",
  `SELECT count(*) FILTER (WHERE attempts < max_attempts AND run_at <= now())::int AS ready,
     count(*) FILTER (WHERE attempts < max_attempts AND run_at > now())::int AS later,
     count(*) FILTER (WHERE attempts >= max_attempts)::int AS failed,
     COALESCE(max(extract(epoch FROM now() - run_at)) FILTER (WHERE attempts < max_attempts AND locked_at IS NULL AND run_at <= now()), 0)::float8 AS oldest
   FROM graphile_worker.jobs`,
  z.object({ ready: z.int(), later: z.int(), failed: z.int(), oldest: z.number() }),
);

const outboxStatement = statement(
  "rest_outbox_metrics",
  "SELECT count(*)::int AS waiting FROM domain_events WHERE delivered_at IS NULL",
  z.object({ waiting: z.int() }),
);

/**
 * This process and the queue that all share, in Prometheus' text format 0.0.4. Nothing of any organisation is in it. Where the
 * database does not answer, that is what it says, and the rest is there.
 */
export async function metricsText(): Promise<string> {
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const { totalCount, idleCount, waitingCount } = pool();
  return [
    ...countedLines(),
    ...(await sharedLines()),
    ...metric("purser_database_connections", "gauge", "Connections of the pool.", totalCount),
    ...metric("purser_database_connections_idle", "gauge", "Connections that wait for work.", idleCount),
    ...metric("purser_database_connections_max", "gauge", "Most connections of the pool.", env().DATABASE_POOL_SIZE),
    ...metric("purser_database_waiting", "gauge", "Statements that wait for a connection.", waitingCount),
    ...metric("nodejs_eventloop_lag_p99_seconds", "gauge", "99th percentile of the last minute.", loopDelayP99()),
    ...metric("process_resident_memory_bytes", "gauge", "Resident memory.", rss),
    ...metric("nodejs_heap_size_used_bytes", "gauge", "Heap in use.", heapUsed),
    ...metric("process_cpu_seconds_total", "counter", "Processor time, user and system.", (user + system) / 1e6),
    ...metric("process_start_time_seconds", "gauge", "Start, since the epoch.", performance.timeOrigin / 1000),
    "",
  ].join("\n");
}

/** What all processes share: each tells the same, so add up over none of them. */
async function sharedLines(): Promise<string[]> {
  try {
    const [[outbox], queue] = await Promise.all([
      outboxStatement(pool(), []),
      queueStatement(pool(), []).catch(noWorker),
    ]);
    const jobs = queue[0];
    return [
      ...metric("purser_database_up", "gauge", "1 if the database answered.", 1),
      ...metric("purser_domain_events_waiting", "gauge", "Domain events not dispatched yet.", outbox?.waiting ?? 0),
      ...(jobs
        ? [
            "# HELP purser_jobs Jobs in the queue: ready, later (a repeated attempt), failed (given up).",
            "# TYPE purser_jobs gauge",
            ...(["ready", "later", "failed"] as const).map((state) => `purser_jobs{state="${state}"} ${jobs[state]}`),
            ...metric("purser_oldest_job_age_seconds", "gauge", "How long the oldest job has been ready.", jobs.oldest),
          ]
        : []),
    ];
  } catch {
    return metric("purser_database_up", "gauge", "1 if the database answered.", 0);
  }
}

/** Before a worker ever ran there is no queue. */
function noWorker(error: unknown): [] {
  if (error instanceof Error && "code" in error && error.code === "42P01") return [];
  throw error;
}

function metric(name: string, type: "gauge" | "counter", help: string, value: number): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, `${name} ${value}`];
}
