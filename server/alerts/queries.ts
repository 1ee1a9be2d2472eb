import { z } from "zod";
import { amountInUnit } from "#server/budgets/amount-in-unit.ts";
import { budgetScopes, budgetUnits, budgetWindows } from "#server/budgets/budget.ts";
import { budgetPct } from "#server/budgets/status.ts";
import { agentTypeLabel } from "#server/catalog/agent-types.ts";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { adviceOf } from "./advice.ts";

export const alertLevels = ["warning", "critical", "exceeded", "forecast", "anomaly"] as const;

/** What whoever acknowledges an anomaly says of it. */
export const verdicts = ["expected", "unexpected"] as const;

const row = z.object({
  id: z.string(),
  budgetId: z.string(),
  level: z.enum(alertLevels),
  threshold: z.int(),
  scope: z.enum(budgetScopes),
  scopeId: z.string(),
  scopeName: z.string().nullable(),
  projectId: z.string(),
  seenInId: z.string().nullable(),
  seenInName: z.string().nullable(),
  window: z.enum(budgetWindows),
  unit: z.enum(budgetUnits),
  windowStart: z.string(),
  limit: z.bigint(),
  value: z.bigint(),
  passesOn: z.string().nullable(),
  createdAt: z.date(),
  acknowledgedAt: z.date().nullable(),
  acknowledgedBy: z.string().nullable(),
  verdict: z.enum(verdicts).nullable(),
});

// $2: open (true), acknowledged (false) or all (null); $3: an agent, $4: a project, $5: ids; each null for all.
// $6, $7: where the page before ended; $9: with the alerts of an agent also those of caps over it that were reached.
const alertsStatement = statement(
  "alerts_list",
  `SELECT a.id, a.budget_id AS "budgetId", a.level, a.threshold, a.scope, a.scope_id AS "scopeId",
     COALESCE(g.name, p.name, o.name) AS "scopeName", a.project_id AS "projectId", a."window", a.unit,
     s.id AS "seenInId", s.name AS "seenInName", a.window_start AS "windowStart", a."limit", a.value, a.created_at AS "createdAt",
     a.acknowledged_at AS "acknowledgedAt", a.acknowledged_by AS "acknowledgedBy",
     a.passes_on AS "passesOn", a.verdict
   FROM budget_alerts a
   LEFT JOIN agents g ON a.scope = 'agent' AND g.org_id = a.org_id AND g.id = a.scope_id
   LEFT JOIN projects p ON a.scope = 'project' AND p.org_id = a.org_id AND p.id = a.scope_id
   LEFT JOIN organizations o ON a.scope = 'organization' AND o.id = a.org_id
   LEFT JOIN pipeline_runs r ON a.scope = 'pipeline_run' AND r.org_id = a.org_id AND r.id = a.scope_id
   LEFT JOIN projects s ON s.org_id = a.org_id
     AND s.id = COALESCE(p.id, g.project_id, r.project_id, NULLIF(a.project_id, ''))
   WHERE a.org_id = $1 AND ($2::boolean IS NULL OR (a.acknowledged_at IS NULL) = $2)
     AND ($3::text IS NULL OR a.scope = 'agent' AND a.scope_id = $3 OR $9::boolean AND a.level = 'exceeded' AND EXISTS (
       SELECT 1 FROM agents me
       JOIN budgets b ON b.org_id = a.org_id AND b.id = a.budget_id AND b.on_exceeded && '{block,pause,approval}'
       WHERE me.org_id = a.org_id AND me.id = $3 AND me.created_at <= a.created_at AND CASE a.scope
         WHEN 'organization' THEN true WHEN 'project' THEN me.project_id = a.scope_id
         WHEN 'agent_type' THEN me.project_id = a.project_id AND me.agent_type = a.scope_id ELSE false END))
     AND ($4::text IS NULL OR a.project_id = $4)
     AND ($5::text[] IS NULL OR a.id = ANY ($5))
     AND ($6::timestamptz IS NULL OR (a.created_at, a.id) < ($6, $7::text))
   ORDER BY a.created_at DESC, a.id DESC LIMIT $8`,
  row,
);

const countStatement = statement(
  "alerts_open_count",
  "SELECT count(*)::int AS open FROM budget_alerts WHERE org_id = $1 AND acknowledged_at IS NULL",
  z.object({ open: z.int() }),
);

/**
 * A budget that reached a level, with the figures of that moment: dollars or tokens by `unit`, exact nano-dollars beside
 * dollars. `pct` is cut to two decimals. Of a `forecast`, `value` is what its window is projected to come to. An `anomaly` is a
 * day of a scope, of no budget (`budgetId` is empty): `value` is what it cost, `limit` the most that was to be expected.
 */
export type Alert = {
  id: string;
  budgetId: string;
  level: (typeof alertLevels)[number];
  threshold: number;
  scope: z.output<typeof row>["scope"];
  scopeId: string;
  scopeName: string;
  projectId: string | null;
  /** The project whose pages show what was spent; null for the organisation. */
  seenIn: { id: string; name: string } | null;
  window: z.output<typeof row>["window"];
  unit: z.output<typeof row>["unit"];
  windowStart: string;
  limit: number;
  limitNanos: string | null;
  value: number;
  valueNanos: string | null;
  pct: number;
  /** The UTC day on which a limit is projected to be passed; null but of a `forecast`. */
  passesOn: string | null;
  createdAt: string;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  /** What whoever acknowledged an anomaly said of it. */
  verdict: (typeof verdicts)[number] | null;
  /** What to do before the limit is reached, in a sentence. */
  advice: string | null;
};

export type AlertFilter = {
  /** true: open, false: acknowledged, left out: all. */
  open?: boolean | undefined;
  agentId?: string | undefined;
  /** With `agentId`: also caps of its project, its type and the organisation that were reached, which stop it as well. */
  capsOver?: boolean | undefined;
  projectId?: string | undefined;
  ids?: string[] | undefined;
};

/** Alerts of the organisation, newest first. `after` is the position of the last one of the page before. */
export async function listAlerts(
  ctx: { orgId: OrgId },
  filter: AlertFilter = {},
  page: { limit: number; after?: { createdAt: string; id: string } | undefined } = { limit: 50 },
): Promise<Alert[]> {
  const rows = await alertsStatement(pool(), [
    ctx.orgId,
    filter.open ?? null,
    filter.agentId ?? null,
    filter.projectId ?? null,
    filter.ids ?? null,
    page.after?.createdAt ?? null,
    page.after?.id ?? null,
    page.limit,
    filter.capsOver ?? false,
  ]);
  return rows.map(shown);
}

/** How many alerts wait to be acknowledged: the badge in the sidebar. */
export async function openAlertCount(ctx: { orgId: OrgId }): Promise<number> {
  const [row] = await countStatement(pool(), [ctx.orgId]);
  return row?.open ?? 0;
}

/** One alert. @throws AppError `not_found`. */
export async function getAlert(ctx: { orgId: OrgId }, id: string): Promise<Alert> {
  const [alert] = await listAlerts(ctx, { ids: [id] });
  if (!alert) throw new AppError("not_found", `There is no alert "${id}".`);
  return alert;
}

function shown({ seenInId, seenInName, ...a }: z.output<typeof row>): Alert {
  const { amount, nanos } = amountInUnit(a.unit);
  return {
    ...a,
    scopeName: a.scope === "agent_type" ? agentTypeLabel(a.scopeId) : (a.scopeName ?? a.scopeId),
    projectId: a.projectId || null,
    seenIn: seenInId === null ? null : { id: seenInId, name: seenInName ?? seenInId },
    windowStart: `${a.windowStart}T00:00:00.000Z`,
    limit: amount(a.limit),
    limitNanos: nanos(a.limit),
    value: amount(a.value),
    valueNanos: nanos(a.value),
    pct: a.limit === 0n ? 0 : budgetPct(a.value, a.limit),
    createdAt: a.createdAt.toISOString(),
    acknowledgedAt: a.acknowledgedAt?.toISOString() ?? null,
    advice: adviceOf(a),
  };
}
