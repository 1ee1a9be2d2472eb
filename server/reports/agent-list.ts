import { z } from "zod";
import { budgetUnits } from "#server/budgets/budget.ts";
import { type BudgetStatus, budgetPct, budgetStatus } from "#server/budgets/status.ts";
import { agentCounts } from "#server/catalog/agent-queries.ts";
import { agentTypeLabel } from "#server/catalog/agent-types.ts";
import { agentTypeColour } from "#server/catalog/series-colour.ts";
import type { Ctx } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { toDollars } from "#server/money/amount.ts";
import { searchText } from "#server/search-text.ts";
import { dayWindow, monthWindow } from "#server/time/window.ts";
import { type AgentProject, agentProjects } from "./agent-projects.ts";
import { monthPeriod } from "./period.ts";

/** How many agents a page has, where nobody asks for more. */
const agentsPerPage = 50;

const sorts = ["name", "project", "status", "tokens-today", "cost-today", "tokens", "cost", "cap"] as const;

/** Which agents, in which order. `q` is a part of the name, id, type or project; pages count from 1. */
export const agentListInput = z.strictObject({
  q: searchText().default(""),
  status: z.enum(["active", "paused"]).optional(),
  sort: z.enum(sorts).default("cost"),
  desc: z.boolean().default(true),
  page: z.int().min(1).max(1_000_000).default(1),
});

// The limit of its own of which most is used, for the agent `a` with its figures of the running day and month.
const capOf = `SELECT b."window", b.unit, u."limit", u.used, u.used::numeric / u."limit" AS ratio
     FROM budgets b
     LEFT JOIN budget_windows w ON w.org_id = b.org_id AND w.budget_id = b.id AND w.scope_id = a.id
       AND w.window_start = CASE b."window" WHEN 'day' THEN $2::date ELSE $3::date END
     CROSS JOIN LATERAL (SELECT b."limit" + COALESCE(w.extra, 0) AS "limit", CASE b."window" || ' ' || b.unit
       WHEN 'day cost' THEN a."todayNanos" WHEN 'day tokens' THEN a."todayTokens"
       WHEN 'month cost' THEN a."monthNanos" ELSE a."monthTokens" END AS used) u
     WHERE b.org_id = $1 AND b.scope = 'agent' AND b.project_id = '' AND b.scope_id IN ('', a.id) AND b.enabled
     ORDER BY ratio DESC, b.id LIMIT 1`;

// Those without a value come last either way.
const inOrder = `CASE WHEN $8 THEN amount END DESC NULLS LAST, CASE WHEN NOT $8 THEN amount END,
     CASE WHEN $8 THEN words END DESC NULLS LAST, CASE WHEN NOT $8 THEN words END, lower(name), id`;

/** The counters of every agent in one window, as columns beside those of the agents; the other window's are 0. */
const usedIn = (window: "day" | "month", start: string) => {
  const figures = ["c.spent_nanos", "c.input_tokens + c.output_tokens", "c.unpriced_calls"];
  const columns = window === "day" ? [...figures, "0", "0", "0"] : ["0", "0", "0", ...figures];
  return `SELECT c.scope_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, ${columns.join(", ")}
       FROM usage_counters c WHERE c.org_id = $1 AND c.scope = 'agent' AND c.project_id = '' AND c."window" = '${window}'
         AND c.window_start = ${start}::date`;
};

// $2, $3: the day and the month that run; $4: the time; $5: what is searched; $6: a status, or null for any; $7, $8: by what it
// is sorted and whether highest first; $9: the page's size; $10: how many come before it, at most all but the last page.
// Agents and counters are put together by grouping: joined, a day that the planner has no statistics of yet would be read
// once for each agent. The caps of all that are found are compared only where they are the order.
const listStatement = statement(
  "reports_agent_list",
  `WITH used AS (
     SELECT id, max(name) AS name, max(agent_type) AS "agentType", max(project_id) AS "projectId", max(status) AS status,
       max(status_reason) AS "statusReason", max(paused_until) AS "pausedUntil", max(last_event_at) AS "lastEventAt",
       sum(today_nanos)::bigint AS "todayNanos", sum(today_tokens)::bigint AS "todayTokens",
       sum(today_unpriced)::bigint AS "todayUnpriced", sum(month_nanos)::bigint AS "monthNanos",
       sum(month_tokens)::bigint AS "monthTokens", sum(month_unpriced)::bigint AS "monthUnpriced"
     FROM (
       SELECT a.id, a.name, a.agent_type, a.project_id, f.status, CASE WHEN f.status = a.status THEN a.status_reason END AS status_reason,
         CASE f.status WHEN 'paused' THEN a.paused_until END AS paused_until, a.last_event_at, 0 AS today_nanos, 0 AS today_tokens,
         0 AS today_unpriced, 0 AS month_nanos, 0 AS month_tokens, 0 AS month_unpriced
       FROM agents a
       CROSS JOIN LATERAL (SELECT CASE WHEN a.status = 'paused' AND (a.paused_until IS NULL OR a.paused_until > $4)
         THEN 'paused' ELSE 'active' END AS status) f
       WHERE a.org_id = $1
       UNION ALL ${usedIn("day", "$2")}
       UNION ALL ${usedIn("month", "$3")}
     ) k GROUP BY id HAVING max(name) IS NOT NULL AND ($6::text IS NULL OR max(status) = $6)
   ), named AS (
     SELECT *, COALESCE((SELECT p.name FROM projects p WHERE p.org_id = $1 AND p.id = "projectId"), "projectId") AS "projectName"
     FROM used
   ), found AS MATERIALIZED (
     SELECT a.*, CASE $7::text WHEN 'tokens-today' THEN "todayTokens" WHEN 'cost-today' THEN "todayNanos"
         WHEN 'tokens' THEN "monthTokens" WHEN 'cost' THEN "monthNanos" WHEN 'cap' THEN c.ratio END AS amount,
       CASE $7::text WHEN 'name' THEN lower(name) WHEN 'project' THEN lower("projectName") WHEN 'status' THEN status END AS words
     FROM named a LEFT JOIN LATERAL (${capOf}) c ON $7::text = 'cap'
     WHERE strpos(translate(lower(concat_ws(' ', name, id, "agentType", "projectName")), '-_/', '   '),
       translate(lower($5), '-_/', '   ')) > 0
   ), page AS (
     SELECT *, (count(*) OVER ())::int AS found, (sum("todayNanos") OVER ())::bigint AS "sumTodayNanos",
       (sum("todayTokens") OVER ())::bigint AS "sumTodayTokens", (sum("todayUnpriced") OVER ())::bigint AS "sumTodayUnpriced",
       (sum("monthNanos") OVER ())::bigint AS "sumMonthNanos", (sum("monthTokens") OVER ())::bigint AS "sumMonthTokens",
       (sum("monthUnpriced") OVER ())::bigint AS "sumMonthUnpriced"
     FROM found ORDER BY ${inOrder}
     LIMIT $9 OFFSET LEAST($10, (SELECT GREATEST(count(*) - 1, 0) / $9::int * $9::int FROM found))
   )
   SELECT a.*, c."window" AS "capWindow", c.unit AS "capUnit", c."limit" AS "capLimit", c.used AS "capUsed"
   FROM page a LEFT JOIN LATERAL (${capOf}) c ON true
   ORDER BY ${inOrder}`,
  z.object({
    id: z.string(),
    name: z.string(),
    agentType: z.string(),
    projectId: z.string().nullable(),
    projectName: z.string().nullable(),
    status: z.enum(["active", "paused"]),
    statusReason: z.string().nullable(),
    pausedUntil: z.date().nullable(),
    lastEventAt: z.date().nullable(),
    todayNanos: z.bigint(),
    todayTokens: z.bigint(),
    todayUnpriced: z.bigint(),
    monthNanos: z.bigint(),
    monthTokens: z.bigint(),
    monthUnpriced: z.bigint(),
    found: z.int(),
    sumTodayNanos: z.bigint(),
    sumTodayTokens: z.bigint(),
    sumTodayUnpriced: z.bigint(),
    sumMonthNanos: z.bigint(),
    sumMonthTokens: z.bigint(),
    sumMonthUnpriced: z.bigint(),
    capWindow: z.enum(["day", "month"]).nullable(),
    capUnit: z.enum(budgetUnits).nullable(),
    capLimit: z.bigint().nullable(),
    capUsed: z.bigint().nullable(),
  }),
);
type Row = Awaited<ReturnType<typeof listStatement>>[number];

/** Of an agent's own limits the one of which most is used: dollars or tokens by `unit`; `pct` is cut to two decimals. */
type CapUsed = { window: "day" | "month"; unit: "cost" | "tokens"; limit: number; pct: number; status: BudgetStatus };

/** An agent in the list of agents. Times are UTC. */
export type AgentRow = ReturnType<typeof agentRow>;

/**
 * A page of the agents that are asked for, with what each used today and this month (UTC), whether it may spend, and how near it
 * is to a limit of its own. `total` is of all that were found, `agents` and `paused` count every agent of the organisation.
 * A page after the last is the last.
 */
export async function agentList({
  ctx,
  input,
  pageSize = agentsPerPage,
}: {
  ctx: Ctx;
  input: z.output<typeof agentListInput>;
  pageSize?: number;
}) {
  const { q, status, sort, desc, page } = input;
  const before = (page - 1) * pageSize;
  const windows = [dayWindow(ctx.now).key, `${monthWindow(ctx.now).key}-01`];
  const [rows, counts] = await Promise.all([
    listStatement(pool(), [ctx.orgId, ...windows, ctx.now, q.trim(), status ?? null, sort, desc, pageSize, before]),
    agentCounts(ctx),
  ]);
  const projects = await agentProjects(
    ctx,
    rows.map(({ id, ...row }) => ({ agentId: id, ...row })),
    monthPeriod(undefined, ctx.now).shown,
  );
  const [first] = rows;
  const found = first?.found ?? 0;
  const skipped = Math.min(before, Math.floor(Math.max(found - 1, 0) / pageSize) * pageSize);
  return {
    ...counts,
    found,
    /** Which page it is: the one that was asked for, or the last. */
    page: 1 + skipped / pageSize,
    /** How many come before this page. */
    before: skipped,
    rows: rows.map((row) => agentRow(row, projects.get(row.id) ?? [])),
    total: {
      today: use(first?.sumTodayNanos, first?.sumTodayTokens, first?.sumTodayUnpriced),
      month: use(first?.sumMonthNanos, first?.sumMonthTokens, first?.sumMonthUnpriced),
    },
  };
}

function agentRow(row: Row, projects: AgentProject[]) {
  return {
    agentId: row.id,
    name: row.name,
    label: agentTypeLabel(row.agentType),
    colour: agentTypeColour(row.agentType),
    projectId: row.projectId,
    projectName: row.projectName,
    /** Where it works: the project it is registered in, then the others of this month. Its figures are of all together. */
    projects,
    status: row.status,
    statusReason: row.statusReason,
    pausedUntil: row.pausedUntil?.toISOString() ?? null,
    lastEventAt: row.lastEventAt?.toISOString() ?? null,
    today: use(row.todayNanos, row.todayTokens, row.todayUnpriced),
    month: use(row.monthNanos, row.monthTokens, row.monthUnpriced),
    cap: capUsed(row),
  };
}

/** What was used in a window: dollars with exact nano-dollars beside them, tokens in and out. */
const use = (nanos = 0n, tokens = 0n, unpriced = 0n) => ({
  cost: toDollars(nanos),
  costNanos: nanos.toString(),
  tokens: Number(tokens),
  unpricedCalls: Number(unpriced),
});

function capUsed({ capWindow: window, capUnit: unit, capLimit: limit, capUsed: used }: Row): CapUsed | null {
  if (window === null || unit === null || limit === null || used === null) return null;
  const shown = unit === "cost" ? toDollars(limit) : Number(limit);
  return { window, unit, limit: shown, pct: budgetPct(used, limit), status: budgetStatus(used, limit) };
}
