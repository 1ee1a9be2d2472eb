import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { toDollars } from "#server/money/amount.ts";
import { dayWindow, monthWindow } from "#server/time/window.ts";

// $2: an agent; $3, $4: the day and the month.
const usageStatement = statement(
  "reports_agent_usage",
  `SELECT "window", spent_nanos AS "costNanos", input_tokens AS "inputTokens",
     output_tokens AS "outputTokens", calls, errors, sessions, jobs, unpriced_calls AS "unpricedCalls"
   FROM usage_counters
   WHERE org_id = $1 AND scope = 'agent' AND project_id = '' AND scope_id = $2
     AND ("window", window_start) IN (('day', $3::date), ('month', $4::date))`,
  z.object({
    window: z.enum(["day", "month"]),
    costNanos: z.bigint(),
    inputTokens: z.bigint(),
    outputTokens: z.bigint(),
    calls: z.bigint(),
    errors: z.bigint(),
    sessions: z.int(),
    jobs: z.int(),
    unpricedCalls: z.bigint(),
  }),
);
type Row = Awaited<ReturnType<typeof usageStatement>>[number];

/** What an agent used in one UTC day or month: cost in dollars (exact in nano-dollars beside it), tokens in and out. */
export type AgentUsageWindow = {
  cost: number;
  costNanos: string;
  tokens: number;
  inputTokens: number;
  outputTokens: number;
  calls: number;
  errors: number;
  sessions: number;
  jobs: number;
  unpricedCalls: number;
};
export type AgentUsage = { today: AgentUsageWindow; month: AgentUsageWindow };

type Reader = { orgId: OrgId; now: Date };

/** The six stat cards of an agent: two look-ups in the counters. */
export async function agentUsage({ ctx, agentId }: { ctx: Reader; agentId: string }): Promise<AgentUsage> {
  const windows = [dayWindow(ctx.now).key, `${monthWindow(ctx.now).key}-01`];
  return usageFrom(await usageStatement(pool(), [ctx.orgId, agentId, ...windows]));
}

function usageFrom(rows: readonly Row[]): AgentUsage {
  const of = (window: Row["window"]): AgentUsageWindow => {
    const row = rows.find((each) => each.window === window);
    const costNanos = row?.costNanos ?? 0n;
    const inputTokens = Number(row?.inputTokens ?? 0n);
    const outputTokens = Number(row?.outputTokens ?? 0n);
    return {
      cost: toDollars(costNanos),
      costNanos: costNanos.toString(),
      tokens: inputTokens + outputTokens,
      inputTokens,
      outputTokens,
      calls: Number(row?.calls ?? 0n),
      errors: Number(row?.errors ?? 0n),
      sessions: row?.sessions ?? 0,
      jobs: row?.jobs ?? 0,
      unpricedCalls: Number(row?.unpricedCalls ?? 0n),
    };
  };
  return { today: of("day"), month: of("month") };
}
