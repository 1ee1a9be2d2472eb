import { z } from "zod";
import { budgetRow } from "#server/budgets/budget-row.ts";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { dayKey, monthKey } from "#server/time/window.ts";
import type { CounterScope } from "./spend-histories.ts";

const activeRow = z.object({ ...budgetRow, limit: z.bigint() }).omit({ thresholds: true, allowUnpriced: true });

/** A budget that is on; `limit` in nano-dollars or tokens by `unit`. */
export type ActiveBudget = z.output<typeof activeRow>;

const budgetsStatement = statement(
  "projections_budgets",
  `SELECT id, scope, project_id AS "projectId", scope_id AS "scopeId", "window", unit, "limit", trigger,
     on_exceeded AS "onExceeded"
   FROM budgets WHERE org_id = $1 AND enabled ORDER BY id`,
  activeRow,
);

// The scopes that a budget for each of them speaks of, by the counters of the month: $2, $3 name scope and project of agents
// and agent types; $4 asks for projects; $5 is the month.
const eachStatement = statement(
  "projections_budget_scopes",
  `SELECT c.scope, c.project_id AS "projectId", c.scope_id AS "scopeId", COALESCE(a.name, p.name) AS name
   FROM (SELECT x.scope, x.project_id FROM unnest($2::text[], $3::text[]) AS x (scope, project_id)
     UNION SELECT 'project', id FROM projects WHERE org_id = $1 AND $4::boolean) k
   JOIN usage_counters c ON c.org_id = $1 AND c.scope = k.scope AND c.project_id = k.project_id AND c."window" = 'month'
     AND c.window_start = $5::date AND c.calls > 0
   LEFT JOIN agents a ON c.scope = 'agent' AND a.org_id = $1 AND a.id = c.scope_id
   LEFT JOIN projects p ON c.scope = 'project' AND p.org_id = $1 AND p.id = c.scope_id
   ORDER BY c.spent_nanos DESC, c.scope_id`,
  z.object({ scope: z.string(), projectId: z.string(), scopeId: z.string(), name: z.string().nullable() }),
);

const extrasStatement = statement(
  "projections_budget_extras",
  `SELECT budget_id AS "budgetId", scope_id AS "scopeId", window_start AS start, extra AS amount FROM budget_windows
   WHERE org_id = $1 AND window_start = ANY ($2::date[]) AND extra <> 0`,
  z.object({ budgetId: z.string(), scopeId: z.string(), start: z.string(), amount: z.bigint() }),
);

/** Of whom a budget counts the running day or month, and the limit there, what approvals added included. */
export type BudgetTarget = {
  budget: ActiveBudget;
  scope: CounterScope;
  /** Of one that a budget for each of them speaks of; else null. */
  name: string | null;
  limit: bigint;
};

/** Of a budget for each agent or project so many are looked at, those that spent most this month. */
const mostOfEach = 100;

/** Every active budget of the organisation; those of a day or a month with whom they count. */
export async function budgetTargets(ctx: { orgId: OrgId; now: Date }) {
  const budgets = await budgetsStatement(pool(), [ctx.orgId]);
  const month = `${monthKey(ctx.now)}-01`;
  const each = budgets.filter(({ window, scope, scopeId }) => window !== "run" && scope !== "organization" && !scopeId);
  const [counted, extras] = await Promise.all([
    each.length === 0
      ? []
      : eachStatement(pool(), [
          ctx.orgId,
          each.flatMap(({ scope }) => (scope === "project" ? [] : [scope])),
          each.flatMap(({ scope, projectId }) => (scope === "project" ? [] : [scope === "agent" ? "" : projectId])),
          each.some(({ scope }) => scope === "project"),
          month,
        ]),
    extrasStatement(pool(), [ctx.orgId, [dayKey(ctx.now), month]]),
  ]);
  const added = new Map(
    extras.map(({ budgetId, scopeId, start, amount }) => [`${budgetId}\0${scopeId}\0${start}`, amount]),
  );
  const targets = budgets.flatMap((budget): BudgetTarget[] => {
    if (budget.window === "run") return [];
    const start = budget.window === "day" ? dayKey(ctx.now) : month;
    const target = (scope: CounterScope, name: string | null = null): BudgetTarget => {
      const limit = budget.limit + (added.get(`${budget.id}\0${scope.scopeId}\0${start}`) ?? 0n);
      return { budget, scope: { ...scope, unit: budget.unit }, name, limit };
    };
    const { scope, projectId, scopeId } = budget;
    if (scope === "organization") return [target({ scope, projectId: "", scopeId: ctx.orgId })];
    if (scopeId)
      return [
        target({ scope, projectId: scope === "project" ? scopeId : scope === "agent" ? "" : projectId, scopeId }),
      ];
    return counted
      .filter((of) => of.scope === scope && (scope !== "agent_type" || of.projectId === projectId))
      .slice(0, mostOfEach)
      .map(({ name, ...of }) => target(of, name));
  });
  return { budgets, targets };
}
