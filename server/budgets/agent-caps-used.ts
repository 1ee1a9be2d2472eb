import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { dayWindow, monthWindow } from "#server/time/window.ts";
import { budgetUnits } from "./budget.ts";
import { type BudgetStatus, budgetPct, budgetStatus } from "./status.ts";

/** What an agent used in a window: nano-dollars and tokens. */
export type AgentUse = { cost: bigint; tokens: bigint };
type Window = "day" | "month";

/** The limit of an agent of which most is used. `pct` is cut to two decimals; `limit` in nano-dollars or tokens. */
export type CapUsed = {
  window: Window;
  unit: (typeof budgetUnits)[number];
  limit: bigint;
  pct: number;
  status: BudgetStatus;
};

// $2, $3: the day and the month that run. What approvals added is a list by agent.
const capsStatement = statement(
  "budgets_agent_caps",
  `SELECT b.scope_id AS "scopeId", b."window", b.unit, b."limit",
     (SELECT jsonb_object_agg(e.scope_id, e.amount::text) FROM budget_extras e
      WHERE e.org_id = b.org_id AND e.budget_id = b.id
        AND e.window_start = CASE b."window" WHEN 'day' THEN $2::date ELSE $3::date END) AS extras
   FROM budgets b WHERE b.org_id = $1 AND b.scope = 'agent' AND b.enabled`,
  z.object({
    scopeId: z.string(),
    window: z.enum(["day", "month"]),
    unit: z.enum(budgetUnits),
    limit: z.bigint(),
    extras: z.record(z.string(), z.string()).nullable(),
  }),
);

/**
 * For each of these agents the limit of its own of which most is used, exactly compared; undefined where it has none.
 * `useOf` says what an agent used in the running day or month.
 */
export async function capsUsed(
  ctx: { orgId: OrgId; now: Date },
  useOf: (agentId: string, window: Window) => AgentUse,
): Promise<(agentId: string) => CapUsed | undefined> {
  const month = `${monthWindow(ctx.now).key}-01`;
  const caps = await capsStatement(pool(), [ctx.orgId, dayWindow(ctx.now).key, month]);
  const byAgent = Map.groupBy(caps, ({ scopeId }) => scopeId);
  return (agentId) => {
    const own = [...(byAgent.get(agentId) ?? []), ...(byAgent.get("") ?? [])];
    const used = own.map(({ window, unit, limit, extras }) => {
      const total = limit + BigInt(extras?.[agentId] ?? 0);
      return { window, unit, limit: total, used: useOf(agentId, window)[unit] };
    });
    const most = used.reduce<(typeof used)[number] | undefined>(
      (max, cap) => (max && max.used * cap.limit >= cap.used * max.limit ? max : cap),
      undefined,
    );
    if (!most) return undefined;
    const { used: spent, ...cap } = most;
    return { ...cap, pct: budgetPct(spent, cap.limit), status: budgetStatus(spent, cap.limit) };
  };
}
