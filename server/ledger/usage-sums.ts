import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { exactTypes, pool } from "#server/db.ts";
import type { DayRange } from "#server/time/range.ts";

/** What sums can be grouped by, in the order in which they are sorted, with the column of the roll-up. */
const columns = {
  day: "day",
  project: "project_id",
  agent: "agent_id",
  agentType: "agent_type",
  provider: "provider",
  model: "model",
} as const;

export type UsageGroup = keyof typeof columns;
export const usageGroups = Object.keys(columns) as UsageGroup[];

export type UsageFilter = { [Group in Exclude<UsageGroup, "day">]?: string | undefined };

const sums = z.object({
  keys: z.array(z.string()),
  costNanos: z.bigint(),
  retryCostNanos: z.bigint(),
  inputTokens: z.bigint(),
  cachedInputTokens: z.bigint(),
  cacheWriteTokens: z.bigint(),
  cacheWrite1hTokens: z.bigint(),
  outputTokens: z.bigint(),
  reasoningTokens: z.bigint(),
  calls: z.bigint(),
  errors: z.bigint(),
  unpricedCalls: z.bigint(),
  unpricedTokens: z.bigint(),
});

/** The sums of one group: `keys` are its values of what was grouped by. Tokens, calls, nano-dollars, exact. */
export type UsageSum = z.infer<typeof sums>;

/**
 * Sums of the daily roll-ups over whole UTC days, one row a group, sorted by the groups; without groups one row of all.
 * `after` are the keys of the row that the page before ended with. Not a prepared statement: there are many ways to ask.
 */
export async function usageSums(
  { orgId }: { orgId: OrgId },
  range: DayRange,
  {
    groups,
    filter,
    after,
    limit,
  }: { groups: readonly UsageGroup[]; filter: UsageFilter; after?: readonly string[] | undefined; limit: number },
): Promise<UsageSum[]> {
  const values: unknown[] = [orgId, range.first, range.last, limit];
  const parameter = (value: string) => `$${values.push(value)}`;
  const conditions = ["org_id = $1", "day BETWEEN $2::date AND $3::date"];
  for (const group of usageGroups) {
    const wanted = group === "day" ? undefined : filter[group];
    if (wanted !== undefined) conditions.push(`${columns[group]} = ${parameter(wanted)}`);
  }
  const by = groups.map((group) => columns[group]);
  if (after && by.length > 0) {
    const last = after.map((key, i) => `${parameter(key)}${groups[i] === "day" ? "::date" : "::text"}`);
    conditions.push(`(${by.join(", ")}) > (${last.join(", ")})`);
  }
  const sum = (column: string, name: string) => `COALESCE(sum(${column}), 0)::bigint AS "${name}"`;
  const text = `
    SELECT ARRAY[${by.map((column) => `${column}::text`).join(", ")}]::text[] AS keys,
      ${sum("cost_nanos", "costNanos")}, ${sum("retry_cost_nanos", "retryCostNanos")},
      ${sum("input_tokens", "inputTokens")}, ${sum("cached_input_tokens", "cachedInputTokens")},
      ${sum("cache_write_tokens", "cacheWriteTokens")}, ${sum("cache_write_1h_tokens", "cacheWrite1hTokens")},
      ${sum("output_tokens", "outputTokens")}, ${sum("reasoning_tokens", "reasoningTokens")},
      ${sum("calls", "calls")}, ${sum("errors", "errors")},
      ${sum("unpriced_calls", "unpricedCalls")}, ${sum("unpriced_tokens", "unpricedTokens")}
    FROM usage_daily WHERE ${conditions.join(" AND ")}
    ${by.length > 0 ? `GROUP BY ${by.join(", ")} ORDER BY ${by.join(", ")}` : ""} LIMIT $4`;
  return sums.array().parse((await pool().query({ text, values, types: exactTypes as never })).rows);
}
