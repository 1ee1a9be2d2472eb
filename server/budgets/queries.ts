import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { toDollars } from "#server/money/amount.ts";
import { windowAt } from "#server/time/window.ts";
import { budgetScopes, budgetUnits, budgetWindows, exceededActions, isCap } from "./budget.ts";
import { matchScope } from "./match-scope.ts";
import { projectLimitId } from "./project-limit.ts";
import { type BudgetStatus, budgetPct, budgetStatus } from "./status.ts";

const limitsStatement = statement(
  "budgets_project_limits",
  `SELECT project_id AS "projectId", "limit" AS "limitNanos", version, on_exceeded AS "onExceeded" FROM budgets
   WHERE org_id = $1 AND id = ANY ($2) AND enabled`,
  z.object({ projectId: z.string(), limitNanos: z.bigint(), version: z.int(), onExceeded: z.string().array() }),
);

/** The monthly limit of a project as `setLimit` keeps it. */
type ProjectLimit = { limitNanos: bigint; version: number; blocks: boolean };

/** The monthly dollar limits of these projects by project id; absent where none is set. */
async function projectLimitDetails(ctx: { orgId: OrgId }, projectIds: string[]): Promise<Map<string, ProjectLimit>> {
  const rows = await limitsStatement(pool(), [ctx.orgId, projectIds.map(projectLimitId)]);
  return new Map(
    rows.map(({ projectId, limitNanos, version, onExceeded }) => [
      projectId,
      { limitNanos, version, blocks: onExceeded.includes("block") },
    ]),
  );
}

const allLimitsStatement = statement(
  "budgets_all_project_limits",
  `SELECT project_id AS "projectId", "limit" AS "limitNanos" FROM budgets
   WHERE org_id = $1 AND id LIKE $2 AND enabled`,
  z.object({ projectId: z.string(), limitNanos: z.bigint() }),
);

/** The monthly dollar limits of all projects, in nano-dollars, by project id; absent where none is set. */
export async function allProjectLimits(ctx: { orgId: OrgId }): Promise<Map<string, bigint>> {
  const rows = await allLimitsStatement(pool(), [ctx.orgId, projectLimitId("%")]);
  return new Map(rows.map(({ projectId, limitNanos }) => [projectId, limitNanos]));
}

/** The monthly dollar limits of these projects, in nano-dollars, by project id; absent where none is set. */
export async function projectLimits(ctx: { orgId: OrgId }, projectIds: string[]): Promise<Map<string, bigint>> {
  const details = await projectLimitDetails(ctx, projectIds);
  return new Map([...details].map(([id, { limitNanos }]) => [id, limitNanos]));
}

const row = z.object({
  id: z.string(),
  scope: z.enum(budgetScopes),
  projectId: z.string(),
  scopeId: z.string(),
  window: z.enum(budgetWindows),
  unit: z.enum(budgetUnits),
  limit: z.bigint(),
  thresholds: z.int().array(),
  onExceeded: z.enum(exceededActions).array(),
  trigger: z.string(),
  allowUnpriced: z.boolean(),
  enabled: z.boolean(),
  version: z.int(),
  updatedAt: z.date(),
  updatedBy: z.string().nullable(),
  of: z.string().nullable(),
  spent: z.bigint().nullable(),
  reserved: z.bigint().nullable(),
  extra: z.bigint().nullable(),
});
type Row = z.output<typeof row>;

/**
 * Each budget with the counter it reads; one for each of its scope reads the one that used most (of runs, those heard of in
 * the last day). $2: the UTC time; $3: an id, or null for all; $4 to $6: an agent, its type and its project: only budgets that
 * may speak of it, with its counters; or null.
 */
const budgetsStatement = statement(
  "budgets_with_standing",
  `SELECT b.id, b.scope, b.project_id AS "projectId", b.scope_id AS "scopeId", b."window", b.unit, b."limit", b.thresholds,
     b.on_exceeded AS "onExceeded", b.trigger, b.allow_unpriced AS "allowUnpriced", b.enabled, b.version,
     b.updated_at AS "updatedAt", b.updated_by AS "updatedBy", k.scope_id AS "of", k.spent, k.reserved, e.amount AS extra
   FROM budgets b
   LEFT JOIN LATERAL (
     SELECT c.scope_id, c.window_start, f.spent, f.reserved FROM (
       SELECT c.* FROM usage_counters c
       WHERE b.scope <> 'pipeline_run' AND c.org_id = b.org_id AND c.scope = b.scope AND c."window" = b."window"
         AND c.window_start = CASE b."window" WHEN 'day' THEN ($2 AT TIME ZONE 'UTC')::date
           ELSE date_trunc('month', $2 AT TIME ZONE 'UTC')::date END
         AND (b.scope_id = '' OR c.scope_id = b.scope_id) AND (b.scope <> 'agent_type' OR c.project_id = b.project_id)
         AND ($4::text IS NULL OR c.scope_id = CASE b.scope
           WHEN 'agent' THEN $4 WHEN 'agent_type' THEN $5::text WHEN 'project' THEN $6::text ELSE c.scope_id END)
       UNION ALL
       SELECT c.* FROM pipeline_runs r
       JOIN usage_counters c ON c.org_id = r.org_id AND c.scope = 'pipeline_run' AND c.project_id = '' AND c.scope_id = r.id
         AND c."window" = 'run' AND c.window_start = DATE '1970-01-01'
       WHERE b.scope = 'pipeline_run' AND r.org_id = b.org_id
         AND (b.scope_id = r.id OR b.scope_id = '' AND r.started_at > $2 - interval '1 day')
         AND (b.project_id = '' OR r.project_id = b.project_id) AND (b.trigger = '' OR r.trigger = b.trigger)
     ) c
     CROSS JOIN LATERAL (SELECT
       CASE b.unit WHEN 'cost' THEN c.spent_nanos ELSE c.input_tokens + c.output_tokens END AS spent,
       CASE b.unit WHEN 'cost' THEN c.reserved_nanos ELSE c.reserved_tokens END AS reserved) f
     ORDER BY f.spent DESC LIMIT 1
   ) k ON true
   LEFT JOIN budget_extras e ON e.org_id = b.org_id AND e.budget_id = b.id AND e.scope_id = k.scope_id
     AND e.window_start = k.window_start
   WHERE b.org_id = $1 AND ($3::text IS NULL OR b.id = $3)
     AND ($4::text IS NULL OR b.scope_id = '' OR b.scope = 'organization' OR b.scope_id = CASE b.scope
       WHEN 'agent' THEN $4 WHEN 'agent_type' THEN $5::text WHEN 'project' THEN $6::text END)
   ORDER BY b.scope, b.project_id, b.scope_id, b."window", b.unit, b.id`,
  row,
);

/**
 * A budget and how it stands now. Amounts are dollars or tokens by `unit`, with exact nano-dollars beside dollars.
 * `limit` is what was set; `extra` is what approvals added for this window and counts in `remaining` and `pct`.
 */
export type BudgetView = {
  id: string;
  scope: Row["scope"];
  /** null: each of the scope, or the organisation. */
  scopeId: string | null;
  projectId: string | null;
  window: Row["window"];
  unit: Row["unit"];
  limit: number;
  limitNanos: string | null;
  thresholds: number[];
  onExceeded: Row["onExceeded"];
  trigger: string | null;
  allowUnpriced: boolean;
  enabled: boolean;
  version: number;
  updatedAt: string;
  updatedBy: string | null;
  /** Whom the figures are of; for a budget of each, the one that used most. */
  of: string | null;
  spent: number;
  spentNanos: string | null;
  reserved: number;
  reservedNanos: string | null;
  extra: number;
  remaining: number;
  remainingNanos: string | null;
  /** Spent of limit and extra, in per cent, cut to two decimals. */
  pct: number;
  /** UTC; null for the life of a run. */
  windowStart: string | null;
  windowEnd: string | null;
  status: BudgetStatus;
};

/** Every budget of the organisation as it stands at `now`, by scope. */
export async function listBudgets(ctx: { orgId: OrgId; now: Date }): Promise<BudgetView[]> {
  const rows = await budgetsStatement(pool(), [ctx.orgId, ctx.now, null, null, null, null]);
  return rows.map((budget) => view(budget, ctx.now));
}

/** Whose calls. */
type Caller = { id: string; agentType: string; projectId: string | null };

/**
 * Every budget that speaks of the calls of an agent, those that are off included, with the figures that count for it. Budgets
 * of runs are left out; which run comes next is not known.
 */
export async function budgetsOfAgent(ctx: { orgId: OrgId; now: Date }, agent: Caller): Promise<BudgetView[]> {
  const { id: agentId, agentType } = agent;
  const call = { projectId: agent.projectId ?? "", agentId, agentType, runId: null, trigger: null };
  const rows = await budgetsStatement(pool(), [ctx.orgId, ctx.now, null, agentId, agentType, call.projectId]);
  return rows.filter((row) => matchScope(row, ctx.orgId, call) !== null).map((row) => view(row, ctx.now));
}

/** The caps that are reached for an agent now: what would refuse its calls, whoever resumes it. */
export async function reachedCaps(ctx: { orgId: OrgId; now: Date }, agent: Caller): Promise<BudgetView[]> {
  return (await budgetsOfAgent(ctx, agent)).filter(stopsCalls);
}

/** Whether a budget that speaks of a call refuses it now, however small it is. */
export function stopsCalls(budget: BudgetView): boolean {
  return budget.enabled && isCap(budget) && budget.status === "over_limit";
}

/** One budget as it stands. @throws AppError `not_found`. */
export async function getBudget(ctx: { orgId: OrgId; now: Date }, id: string): Promise<BudgetView> {
  const [budget] = await budgetsStatement(pool(), [ctx.orgId, ctx.now, id, null, null, null]);
  if (!budget) throw new AppError("not_found", `There is no budget "${id}".`);
  return view(budget, ctx.now);
}

function view(b: Row, now: Date): BudgetView {
  const spent = b.spent ?? 0n;
  const reserved = b.reserved ?? 0n;
  const extra = b.extra ?? 0n;
  const limit = b.limit + extra;
  const left = limit - spent - reserved;
  const remaining = left > 0n ? left : 0n;
  const amount = (value: bigint) => (b.unit === "cost" ? toDollars(value) : Number(value));
  const nanos = (value: bigint) => (b.unit === "cost" ? value.toString() : null);
  const window = b.window === "run" ? null : windowAt(b.window, now);
  return {
    id: b.id,
    scope: b.scope,
    scopeId: b.scopeId || null,
    projectId: b.projectId || null,
    window: b.window,
    unit: b.unit,
    limit: amount(b.limit),
    limitNanos: nanos(b.limit),
    thresholds: b.thresholds,
    onExceeded: b.onExceeded,
    trigger: b.trigger || null,
    allowUnpriced: b.allowUnpriced,
    enabled: b.enabled,
    version: b.version,
    updatedAt: b.updatedAt.toISOString(),
    updatedBy: b.updatedBy,
    of: b.of,
    spent: amount(spent),
    spentNanos: nanos(spent),
    reserved: amount(reserved),
    reservedNanos: nanos(reserved),
    extra: amount(extra),
    remaining: amount(remaining),
    remainingNanos: nanos(remaining),
    pct: budgetPct(spent, limit),
    windowStart: window?.start.toISOString() ?? null,
    windowEnd: window?.end?.toISOString() ?? null,
    status: budgetStatus(spent, limit),
  };
}
