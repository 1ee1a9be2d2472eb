import { pool } from "#server/db.ts";

/** Upper ends of the classes of time, in seconds. */
const classes = [0.005, 0.025, 0.1, 0.5, 2.5, 10];

type Counted = { counts: number[]; seconds: number; total: number };

/** By method and status. One per process, also where Next bundles a second copy of this module. */
const holder = globalThis as typeof globalThis & { purserRequests?: Map<string, Counted> };
holder.purserRequests ??= new Map();
const requests = holder.purserRequests;

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Counts a request that was answered, and how many milliseconds it took. */
export function countRequest(method: string, status: number, ms: number): void {
  // Whatever a caller invents as a method is one line.
  const key = `method="${methods.has(method) ? method : "other"}",status="${status}"`;
  let counted = requests.get(key);
  if (!counted) {
    counted = { counts: classes.map(() => 0), seconds: 0, total: 0 };
    requests.set(key, counted);
  }
  const seconds = ms / 1000;
  const at = classes.findIndex((end) => seconds <= end);
  if (at >= 0) counted.counts[at] = (counted.counts[at] ?? 0) + 1;
  counted.seconds += seconds;
  counted.total += 1;
}

/**
 * This process in Prometheus' text format 0.0.4: answered API requests, database connections, memory, processor time.
 * Nothing of any organisation is in it.
 */
export function metricsText(): string {
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const { totalCount, idleCount, waitingCount } = pool();
  return [
    "# HELP purser_http_request_duration_seconds API requests answered, by how long they took.",
    "# TYPE purser_http_request_duration_seconds histogram",
    ...[...requests].flatMap(([labels, counted]) => requestLines(labels, counted)),
    ...metric("purser_database_connections", "gauge", "Connections of the pool.", totalCount),
    ...metric("purser_database_connections_idle", "gauge", "Connections that wait for work.", idleCount),
    ...metric("purser_database_waiting", "gauge", "Statements that wait for a connection.", waitingCount),
    ...metric("process_resident_memory_bytes", "gauge", "Resident memory.", rss),
    ...metric("nodejs_heap_size_used_bytes", "gauge", "Heap in use.", heapUsed),
    ...metric("process_cpu_seconds_total", "counter", "Processor time, user and system.", (user + system) / 1e6),
    ...metric("process_start_time_seconds", "gauge", "Start, since the epoch.", performance.timeOrigin / 1000),
    "",
  ].join("\n");
}

function requestLines(labels: string, { counts, seconds, total }: Counted): string[] {
  const name = "purser_http_request_duration_seconds";
  let sum = 0;
  const buckets = classes.map((end, i) => {
    sum += counts[i] ?? 0;
    return `${name}_bucket{${labels},le="${end}"} ${sum}`;
  });
  return [
    ...buckets,
    `${name}_bucket{${labels},le="+Inf"} ${total}`,
    `${name}_sum{${labels}} ${seconds}`,
    `${name}_count{${labels}} ${total}`,
  ];
}

function metric(name: string, type: "gauge" | "counter", help: string, value: number): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, `${name} ${value}`];
}
