import { z } from "zod";
import { amountInUnit } from "#server/budgets/amount-in-unit.ts";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { announceEvents } from "#server/outbox.ts";
import { type ProjectedBudget, projectBudgets } from "#server/projections/budget-forecasts.ts";
import { budgetTargets } from "#server/projections/budget-targets.ts";
import { windowAt } from "#server/time/window.ts";
import { raisedId } from "./raised-id.ts";

// One statement, one commit: the alert where it is the first, and its event.
const raiseStatement = statement(
  "alerts_raise_forecast",
  `WITH raised AS (
     INSERT INTO budget_alerts (org_id, id, budget_id, scope_id, window_start, level, scope, project_id, threshold, "window", unit,
       "limit", value, passes_on, created_at)
     SELECT b.org_id, $3, b.id, $4, $5::date, 'forecast', b.scope, $6, 100, b."window", b.unit, $7, $8, $9::date, $10
     FROM budgets b JOIN org_settings o ON o.org_id = b.org_id AND o.alerting_enabled AND o.forecast_alerts
     WHERE b.org_id = $1 AND b.id = $2 AND b.enabled
     ON CONFLICT DO NOTHING RETURNING id)
   INSERT INTO domain_events (org_id, id, type, payload, created_at)
   SELECT $1, 'event_' || md5(r.id), 'BudgetForecast', $11::jsonb, $10 FROM raised r RETURNING id`,
  z.object({ id: z.string() }),
);

/**
 * Tells of every budget whose running day or month is projected to pass its limit, once per budget, window and limit: in the
 * inbox, and as the budget says. Nothing where the organisation has alerting or these alerts off. Answers how many were new.
 */
export async function raiseForecasts(ctx: { orgId: OrgId; now: Date }): Promise<number> {
  const { targets } = await budgetTargets(ctx);
  const projected = await projectBudgets(ctx, targets);
  let raised = 0;
  for (const target of projected) if (await raise(ctx, target)) raised++;
  if (raised > 0) announceEvents(ctx.orgId);
  return raised;
}

async function raise(ctx: { orgId: OrgId; now: Date }, target: ProjectedBudget): Promise<boolean> {
  const { budget, scope, limit, estimate, passesOn } = target;
  if (!estimate || passesOn === null) return false;
  const windowStart = windowAt(budget.window, ctx.now).start.toISOString().slice(0, 10);
  const id = raisedId(budget.id, scope.scopeId, windowStart, "forecast", limit);
  const projectId = budget.scope === "agent_type" || budget.scope === "project" ? scope.projectId : "";
  const { amount } = amountInUnit(budget.unit);
  const payload = {
    alertId: id,
    budgetId: budget.id,
    level: "forecast",
    scope: budget.scope,
    scopeId: scope.scopeId,
    projectId: projectId || null,
    window: budget.window,
    unit: budget.unit,
    windowStart,
    limit: amount(limit),
    spent: amount(estimate.spent),
    projected: amount(estimate.amount),
    low: amount(estimate.low),
    high: amount(estimate.high),
    passesOn,
    onExceeded: budget.onExceeded,
  };
  const rows = await raiseStatement(pool(), [
    ctx.orgId,
    budget.id,
    id,
    scope.scopeId,
    windowStart,
    projectId,
    limit,
    estimate.amount,
    passesOn,
    ctx.now,
    JSON.stringify(payload),
  ]);
  return rows.length > 0;
}
