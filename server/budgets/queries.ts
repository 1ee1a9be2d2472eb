import { z } from "zod";
import { agentTypeLabel } from "#server/catalog/agent-types.ts";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { windowAt } from "#server/time/window.ts";
import { amountInUnit } from "./amount-in-unit.ts";
import { exceededActions, isCap } from "./budget.ts";
import { budgetRow } from "./budget-row.ts";
import { matchScope } from "./match-scope.ts";
import { projectLimitId } from "./project-limit.ts";
import { standingColumns, standingJoins, standingRow } from "./standing.ts";
import { type BudgetStatus, budgetPct, budgetStatus } from "./status.ts";

const ownLimitStatement = statement(
  "budgets_own_project_limit",
  `SELECT "limit" AS "limitNanos", version, on_exceeded AS "onExceeded", enabled FROM budgets
   WHERE org_id = $1 AND id = $2`,
  z.object({
    limitNanos: z.bigint(),
    version: z.int(),
    onExceeded: z.enum(exceededActions).array(),
    enabled: z.boolean(),
  }),
);

/** One that is turned off has a version all the same. */
type OwnLimit = { limitNanos: bigint; version: number; onExceeded: Row["onExceeded"]; enabled: boolean };

/** The monthly limit of a project as `setLimit` keeps it; what counts of all its budgets is said by `projectMonths`. */
export async function ownProjectLimit(ctx: { orgId: OrgId }, projectId: string): Promise<OwnLimit | undefined> {
  const [limit] = await ownLimitStatement(pool(), [ctx.orgId, projectLimitId(projectId)]);
  return limit;
}

const row = z.object({
  ...budgetRow,
  ...standingRow,
  limit: z.bigint(),
  enabled: z.boolean(),
  version: z.int(),
  updatedAt: z.date(),
  updatedBy: z.string().nullable(),
  scopeName: z.string().nullable(),
  projectName: z.string().nullable(),
});
type Row = z.output<typeof row>;

/**
 * Each budget as it stands (`standing.ts` says how) with the names of whom it is. $2: the UTC time; $3: an id, or null for
 * all; $4 to $6: an agent, its type and its project: only budgets that may speak of it, with its counters; or null.
 */
const budgetsStatement = statement(
  "budgets_with_standing",
  `SELECT b.id, b.scope, b.project_id AS "projectId", b.scope_id AS "scopeId", b."window", b.unit, b."limit", b.thresholds,
     b.on_exceeded AS "onExceeded", b.trigger, b.allow_unpriced AS "allowUnpriced", b.enabled, b.version,
     b.updated_at AS "updatedAt", b.updated_by AS "updatedBy", sa.name AS "scopeName", sp.name AS "projectName",
     ${standingColumns}
   FROM budgets b
   ${standingJoins}
   LEFT JOIN agents sa ON b.scope = 'agent' AND sa.org_id = b.org_id AND sa.id = b.scope_id
   LEFT JOIN projects sp ON sp.org_id = b.org_id AND sp.id = b.project_id
   WHERE b.org_id = $1 AND ($3::text IS NULL OR b.id = $3)
     AND ($4::text IS NULL OR b.scope_id = '' OR b.scope = 'organization' OR b.scope_id = CASE b.scope
       WHEN 'agent' THEN $4 WHEN 'agent_type' THEN $5::text WHEN 'project' THEN $6::text END)
   ORDER BY b.scope, b.project_id, b.scope_id, b."window", b.unit, b.id`,
  row,
);

/**
 * A budget and how it stands now. Amounts are dollars or tokens by `unit`, with exact nano-dollars beside dollars.
 * `limit` is what was set; `extra` is what approvals added until `windowEnd`, and counts in `remaining` and `pct`.
 */
export type BudgetView = {
  id: string;
  scope: Row["scope"];
  /** null: each of the scope, or the organisation. */
  scopeId: string | null;
  /** What people call it; null where `scopeId` is. */
  scopeName: string | null;
  projectId: string | null;
  projectName: string | null;
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
  ofName: string | null;
  /** The project of that run; null for other scopes. */
  ofProjectId: string | null;
  spent: number;
  spentNanos: string | null;
  reserved: number;
  reservedNanos: string | null;
  extra: number;
  extraNanos: string | null;
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

function nameOf({ scope }: Row, id: string, name: string | null): string {
  return scope === "agent_type" ? agentTypeLabel(id) : (name ?? id);
}

function view(b: Row, now: Date): BudgetView {
  const spent = b.spent ?? 0n;
  const reserved = b.reserved ?? 0n;
  const extra = b.extra ?? 0n;
  const limit = b.limit + extra;
  const left = limit - spent - reserved;
  const remaining = left > 0n ? left : 0n;
  const { amount, nanos } = amountInUnit(b.unit);
  const window = b.window === "run" ? null : windowAt(b.window, now);
  return {
    id: b.id,
    scope: b.scope,
    scopeId: b.scopeId || null,
    scopeName: b.scopeId ? nameOf(b, b.scopeId, b.scope === "project" ? b.projectName : b.scopeName) : null,
    projectId: b.projectId || null,
    projectName: b.projectId ? (b.projectName ?? b.projectId) : null,
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
    ofName: b.of === null ? null : nameOf(b, b.of, b.ofName),
    ofProjectId: b.ofProjectId,
    spent: amount(spent),
    spentNanos: nanos(spent),
    reserved: amount(reserved),
    reservedNanos: nanos(reserved),
    extra: amount(extra),
    extraNanos: nanos(extra),
    remaining: amount(remaining),
    remainingNanos: nanos(remaining),
    pct: budgetPct(spent, limit),
    windowStart: window?.start.toISOString() ?? null,
    windowEnd: window?.end?.toISOString() ?? null,
    status: budgetStatus(spent, limit),
  };
}
