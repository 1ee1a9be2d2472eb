import type { Sum } from "./sum.ts";

type Day = Sum & {
  day: string;
  project_id: string;
  agent_id: string;
  agent_type: string;
  provider: string;
};

/**
 * What sums by day and by run add to the counters: each counts in every scope it belongs to, a day in its UTC month too.
 * The rows are named as the columns of `usage_counters` are.
 */
export function sumCounters(orgId: string, days: Iterable<Day>, runs: Iterable<Sum & { id: string }>): object[] {
  const byDay = new Map<string, Counter>();
  for (const day of days) {
    const { project_id: project } = day;
    for (const [scope, within, id] of [
      ["organization", "", orgId],
      ["project", project, project],
      ["agent", "", day.agent_id],
      ["agent_type", project, day.agent_type],
      ["provider", project, day.provider],
    ] as const) {
      const key = `${day.day}\n${scope}\n${within}\n${id}`;
      let counter = byDay.get(key);
      if (!counter) {
        counter = { ...keyOf(orgId, scope, within, id), window: "day", window_start: day.day, ...zero };
        byDay.set(key, counter);
      }
      add(counter, day.cost_nanos, day);
    }
  }
  const byMonth = new Map<string, Counter>();
  for (const [key, day] of byDay) {
    const start = `${day.window_start.slice(0, 7)}-01`;
    const monthKey = start + key.slice(start.length);
    const month = byMonth.get(monthKey);
    if (month) add(month, day.spent_nanos, day);
    else byMonth.set(monthKey, { ...day, window: "month", window_start: start });
  }
  const byRun = Array.from(runs, (run) => {
    const key = keyOf(orgId, "pipeline_run", "", run.id);
    const counter = { ...key, window: "run", window_start: "1970-01-01", ...zero };
    add(counter, run.cost_nanos, run);
    return counter;
  });
  return [...byDay.values(), ...byMonth.values(), ...byRun];
}

const zero = {
  spent_nanos: 0n,
  reserved_nanos: 0,
  retry_cost_nanos: 0n,
  input_tokens: 0n,
  output_tokens: 0n,
  reserved_tokens: 0,
  calls: 0,
  errors: 0,
  unpriced_calls: 0,
  unpriced_tokens: 0n,
  jobs: 0,
  jobs_failed: 0,
  sessions: 0,
};

type Counter = ReturnType<typeof keyOf> & { window: string; window_start: string } & typeof zero;

function keyOf(orgId: string, scope: string, projectId: string, scopeId: string) {
  return { org_id: orgId, scope, project_id: projectId, scope_id: scopeId };
}

function add(
  counter: Counter,
  spent: bigint,
  sum: Omit<Sum, "cost_nanos" | `cache${string}` | "reasoning_tokens">,
): void {
  counter.spent_nanos += spent;
  counter.retry_cost_nanos += sum.retry_cost_nanos;
  counter.input_tokens += sum.input_tokens;
  counter.output_tokens += sum.output_tokens;
  counter.calls += sum.calls;
  counter.errors += sum.errors;
  counter.unpriced_calls += sum.unpriced_calls;
  counter.unpriced_tokens += sum.unpriced_tokens;
}
