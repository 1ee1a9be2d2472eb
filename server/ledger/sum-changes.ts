import type { OrgId } from "#server/context.ts";
import type { SummedEntry } from "./entry.ts";
import type { Correction } from "./reprice-call.ts";
import { type Sums, sumUp } from "./sum-up.ts";

/** The tables whose sums a cost is part of, in the order in which `reprice_transactions` takes what is added to them. */
export const costTables = [
  "usage_daily",
  "agent_jobs",
  "pipeline_runs",
  "run_monthly",
  "usage_counters",
  "usage_hourly",
] as const;

/** What corrected costs add to every kept sum: what the calls add as they will be, less what they add as they are. */
export function sumChanges(
  orgId: OrgId,
  corrections: readonly Correction[],
): Record<(typeof costTables)[number], readonly object[]> {
  const before = sumUp(
    orgId,
    corrections.map(({ call }): SummedEntry => call),
  );
  const after = sumUp(
    orgId,
    corrections.map(({ call, costNanos }): SummedEntry => ({ ...call, costNanos })),
  );
  return Object.fromEntries(costTables.map((table) => [table, differences(after, before, table)])) as Record<
    (typeof costTables)[number],
    object[]
  >;
}

/** Row by row: both have the same rows in the same order, since only costs differ. What is no sum stays as it is. */
function differences(after: Sums, before: Sums, table: (typeof costTables)[number]): object[] {
  return after[table].map((row, index) => {
    const was = Object(before[table][index]) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, less(value, was[column])]));
  });
}

function less(value: unknown, was: unknown): unknown {
  if (typeof value === "bigint" && typeof was === "bigint") return value - was;
  return typeof value === "number" && typeof was === "number" ? value - was : value;
}
