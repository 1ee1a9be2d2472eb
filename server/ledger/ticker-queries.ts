import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { dayKey, dayMs, hourMs, monthKey } from "#server/time/window.ts";

/** A project, or (null) the whole organisation. */
export type Scope = string | null;

/** What some calls cost in nano-dollars, and how many of them have no price. */
export type Spent = { costNanos: bigint; unpricedCalls: bigint };

/** $1 organisation, $2 project or '', $3 day, $4 month, $5 start of the day before, $6 start of its broken hour, $7 its end. */
const sumsText = (projects: string) => `
  SELECT COALESCE(d.spent_nanos, 0) AS "todayNanos", COALESCE(d.unpriced_calls, 0) AS "todayUnpriced",
    COALESCE(m.spent_nanos, 0) AS "monthNanos", COALESCE(m.unpriced_calls, 0) AS "monthUnpriced",
    (h.nanos + e.nanos)::bigint AS "beforeNanos", (h.unpriced + e.unpriced)::bigint AS "beforeUnpriced"
  FROM (SELECT CASE WHEN $2 = '' THEN 'organization' ELSE 'project' END AS scope, CASE WHEN $2 = '' THEN $1 ELSE $2 END AS id) s
  LEFT JOIN usage_counters d ON d.org_id = $1 AND d.scope = s.scope AND d.project_id = $2 AND d.scope_id = s.id
    AND d."window" = 'day' AND d.window_start = $3::date
  LEFT JOIN usage_counters m ON m.org_id = $1 AND m.scope = s.scope AND m.project_id = $2 AND m.scope_id = s.id
    AND m."window" = 'month' AND m.window_start = $4::date
  CROSS JOIN LATERAL (
    SELECT COALESCE(sum(u.cost_nanos), 0) AS nanos, COALESCE(sum(u.unpriced_calls), 0) AS unpriced
    FROM usage_hourly u WHERE u.org_id = $1 AND u.project_id = $2 AND u.hour >= $5 AND u.hour < $6) h
  CROSS JOIN LATERAL (
    SELECT COALESCE(sum(t.cost_nanos), 0) AS nanos, count(*) FILTER (WHERE t.cost_nanos IS NULL) AS unpriced
    FROM ${projects} p
    JOIN credit_transactions t ON t.org_id = $1 AND t.project_id = p.id AND t.occurred_at >= $6 AND t.occurred_at < $7) e`;

const sumsRow = z.object({
  todayNanos: z.bigint(),
  todayUnpriced: z.bigint(),
  monthNanos: z.bigint(),
  monthUnpriced: z.bigint(),
  beforeNanos: z.bigint(),
  beforeUnpriced: z.bigint(),
});

const projectSums = statement("ledger_ticker_project", sumsText("(SELECT $2::text AS id)"), sumsRow);
const organizationSums = statement(
  "ledger_ticker_organization",
  sumsText("(SELECT id FROM projects WHERE org_id = $1)"),
  sumsRow,
);

/**
 * Spend of the UTC day and month of `now`, and of the day before up to the same time of day, exactly: its whole hours from
 * their sums, the broken one from its entries (an index range of less than an hour). All of one moment.
 */
export async function spendOfNow({ orgId, now }: { orgId: OrgId; now: Date }, scope: Scope) {
  const before = now.getTime() - dayMs;
  const values = [
    orgId,
    scope ?? "",
    dayKey(now),
    `${monthKey(now)}-01`,
    new Date(before - (before % dayMs)),
    new Date(before - (before % hourMs)),
    new Date(before),
  ];
  const [row] = await (scope === null ? organizationSums : projectSums)(pool(), values);
  const spent = (costNanos = 0n, unpricedCalls = 0n): Spent => ({ costNanos, unpricedCalls });
  return {
    today: spent(row?.todayNanos, row?.todayUnpriced),
    month: spent(row?.monthNanos, row?.monthUnpriced),
    dayBefore: spent(row?.beforeNanos, row?.beforeUnpriced),
  };
}

/** The last runs of a project (p) that have calls and were not reported to go on: one short stretch of an index. */
const lastRuns = `
  SELECT r.id, r.started_at, r.cost_nanos, r.unpriced_calls FROM pipeline_runs r
  WHERE r.org_id = $1 AND r.project_id = p.id AND r.calls > 0 AND r.status IS DISTINCT FROM 'running'
  ORDER BY r.started_at DESC, r.id DESC LIMIT $3`;

const runsText = (projects: string) => `
  SELECT count(*)::int AS runs, COALESCE(sum(x.cost_nanos), 0)::bigint AS "costNanos",
    COALESCE(sum(x.unpriced_calls), 0)::bigint AS "unpricedCalls"
  FROM (
    SELECT r.* FROM ${projects} p CROSS JOIN LATERAL (${lastRuns}) r
    ORDER BY r.started_at DESC, r.id DESC LIMIT $3) x`;

const runsRow = z.object({ runs: z.int(), costNanos: z.bigint(), unpricedCalls: z.bigint() });
const projectRuns = statement("ledger_recent_runs_project", runsText("(SELECT $2::text AS id)"), runsRow);
const organizationRuns = statement(
  "ledger_recent_runs_organization",
  runsText("(SELECT id FROM projects WHERE org_id = $1 AND $2 = '')"),
  runsRow,
);

/** How many of the last `count` pipeline runs there are, and what they cost together. Runs under way are left out. */
export async function recentRuns(
  { orgId }: { orgId: OrgId },
  scope: Scope,
  count: number,
): Promise<Spent & { runs: number }> {
  const [row] = await (scope === null ? organizationRuns : projectRuns)(pool(), [orgId, scope ?? "", count]);
  return row ?? { runs: 0, costNanos: 0n, unpricedCalls: 0n };
}
