import { z } from "zod";
import { getMonthlyCents } from "#server/budgets/monthly-cents.ts";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { monthWindow } from "#server/time/window.ts";

const spendStatement = statement(
  "reports_month_costs",
  `SELECT c.scope_id AS id, COALESCE(a.name, p.name, c.scope_id) AS name, c.spent_nanos AS "costNanos",
     c.input_tokens AS "inputTokens", c.output_tokens AS "outputTokens", c.calls, c.unpriced_calls AS "unpricedCalls"
   FROM usage_counters c
   LEFT JOIN agents a ON c.scope = 'agent' AND a.org_id = c.org_id AND a.id = c.scope_id
   LEFT JOIN projects p ON c.scope = 'project' AND p.org_id = c.org_id AND p.id = c.scope_id
   WHERE c.org_id = $1 AND c.scope = $2 AND c."window" = 'month' AND c.window_start = $3::date AND c.calls > 0
   ORDER BY c.spent_nanos DESC, c.scope_id`,
  z.object({
    id: z.string(),
    name: z.string(),
    costNanos: z.bigint(),
    inputTokens: z.bigint(),
    outputTokens: z.bigint(),
    calls: z.bigint(),
    unpricedCalls: z.bigint(),
  }),
);

/** What one agent or project, or the organisation, spent this month (UTC). Cents may have a fraction. */
export type MonthCosts = {
  id: string;
  name: string;
  costCents: number;
  costNanos: string;
  inputTokens: number;
  outputTokens: number;
  calls: number;
  unpricedCalls: number;
};

type Reader = { orgId: OrgId; now: Date };

/** Spend of the current month by agent, by project or of the whole organisation, dearest first: one index range. */
export async function monthCosts(ctx: Reader, scope: "agent" | "project" | "organization"): Promise<MonthCosts[]> {
  const rows = await spendStatement(pool(), [ctx.orgId, scope, `${monthWindow(ctx.now).key}-01`]);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    costCents: cents(row.costNanos),
    costNanos: row.costNanos.toString(),
    inputTokens: Number(row.inputTokens),
    outputTokens: Number(row.outputTokens),
    calls: Number(row.calls),
    unpricedCalls: Number(row.unpricedCalls),
  }));
}

/** Total spend, budget and utilisation of the current month, in cents and per cent (cut to two decimals). */
export async function monthCostSummary(ctx: Reader) {
  const [[total], budgetCents] = await Promise.all([
    monthCosts(ctx, "organization"),
    getMonthlyCents(ctx, { kind: "organization" }),
  ]);
  const spendCents = total?.costCents ?? 0;
  return {
    spendCents,
    spendNanos: total?.costNanos ?? "0",
    budgetCents,
    utilizationPercent: budgetCents === null ? null : Math.floor((spendCents / budgetCents) * 10_000) / 100,
    unpricedCalls: total?.unpricedCalls ?? 0,
  };
}

const cents = (nanos: bigint) => Number(nanos) / 1e7;
