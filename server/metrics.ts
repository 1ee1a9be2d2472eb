/*
 * What this process counts of itself, for `GET /api/metrics`: Prometheus' conventions (base units, counters end with _total).
 * Nothing here names an organisation, a person or a key, and every label has few values.
 */

type Kind = "counter" | "histogram";
type Family = { kind: Kind; help: string; buckets: readonly number[] };
type Series = { value: number; counts: number[]; sum: number };

/** Upper ends of the classes of time, in seconds. */
const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const families = {
  purser_http_request_duration_seconds: {
    kind: "histogram",
    help: "Answered API requests by route and status, by how long they took.",
    buckets: seconds,
  },
  purser_events_total: {
    kind: "counter",
    help: "Events taken in, by what became of them: recorded, duplicate, or why they were refused.",
    buckets: [],
  },
  purser_reservations_total: {
    kind: "counter",
    help: "Reservations asked for, by what was decided: allow, approval_required, or why they were refused.",
    buckets: [],
  },
  purser_job_duration_seconds: {
    kind: "histogram",
    help: "Jobs of the worker that ended, by task and outcome, by how long they took.",
    buckets: seconds,
  },
} as const satisfies Record<string, Family>;

type Name = keyof typeof families;
type CounterName = { [K in Name]: (typeof families)[K]["kind"] extends "counter" ? K : never }[Name];

/** One per process, also where Next bundles a second copy of this module. */
const holder = globalThis as typeof globalThis & { purserMetrics?: Map<Name, Map<string, Series>> };
holder.purserMetrics ??= new Map();
const all = holder.purserMetrics;

function seriesOf(name: Name, labels: string): Series {
  let family = all.get(name);
  if (!family) {
    family = new Map();
    all.set(name, family);
  }
  let series = family.get(labels);
  if (!series) {
    series = { value: 0, counts: families[name].buckets.map(() => 0), sum: 0 };
    family.set(labels, series);
  }
  return series;
}

/** Adds to a counter. `labels` as they are written: `outcome="recorded"`. */
export function countUp(name: CounterName, labels: string, by = 1): void {
  if (by > 0) seriesOf(name, labels).value += by;
}

/** Counts something that took so many seconds. */
export function observeSeconds(name: Exclude<Name, CounterName>, labels: string, took: number): void {
  const series = seriesOf(name, labels);
  const at = families[name].buckets.findIndex((end) => took <= end);
  if (at >= 0) series.counts[at] = (series.counts[at] ?? 0) + 1;
  series.value += 1;
  series.sum += took;
}

/** A value of a label as it is written: quotes, backslashes and line ends do not end it. */
export const labelValue = (text: string): string => text.replaceAll(/[\\"]/g, "\\$&").replaceAll("\n", "\\n");

/** Everything that was counted, in Prometheus' text format. */
export function countedLines(): string[] {
  return (Object.keys(families) as Name[]).flatMap((name) => {
    const { kind, help } = families[name];
    const series = [...(all.get(name) ?? [])];
    const lines = series.flatMap(([labels, one]) =>
      kind === "counter" ? [`${name}{${labels}} ${one.value}`] : histogramLines(name, labels, one),
    );
    return [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...lines];
  });
}

function histogramLines(name: Name, labels: string, { value, counts, sum }: Series): string[] {
  let upTo = 0;
  const buckets = families[name].buckets.map((end, i) => {
    upTo += counts[i] ?? 0;
    return `${name}_bucket{${labels},le="${end}"} ${upTo}`;
  });
  return [
    ...buckets,
    `${name}_bucket{${labels},le="+Inf"} ${value}`,
    `${name}_sum{${labels}} ${sum}`,
    `${name}_count{${labels}} ${value}`,
  ];
}
