import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { pastOf } from "#server/ledger/past.ts";
import { addDays, dayFromKey, dayKey } from "#server/time/window.ts";
import { daysBack, type SpendHistory, shareDays } from "./spend-history.ts";

/** A scope as `usage_counters` names it: projectId is '' for an organisation or an agent. Counted in nano-dollars unless in tokens. */
export type CounterScope = { scope: string; projectId: string; scopeId: string; unit?: "cost" | "tokens" };

// For each scope its first day with a call and its days from $6 until $7, as days after $6, and what part of a day's spend came by
// the hour of $8 and with it on the days from $9 on: of its project (of an agent: its own), else of the organisation. Index
// ranges all; the hours of a project are read once for all its agents. Days come as text: arrays of them take long to parse.
const historiesStatement = statement(
  "projections_spend_histories",
  `WITH w AS (
     SELECT w.*, COALESCE(NULLIF(w.project_id, ''), a.project_id, '') AS hours_of
     FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS w (scope, project_id, scope_id, unit, place)
     LEFT JOIN agents a ON w.scope = 'agent' AND a.org_id = $1 AND a.id = w.scope_id),
   shares AS MATERIALIZED (
     SELECT p.hours_of, s."from", s."to", s.error
     FROM (SELECT DISTINCT hours_of FROM w) p
     CROSS JOIN (SELECT extract(hour FROM $8::timestamptz AT TIME ZONE 'UTC') AS hour) n
     CROSS JOIN LATERAL (
       SELECT avg(d.before / d.whole)::float8 AS "from", avg(d.after / d.whole)::float8 AS "to",
         (stddev_samp(d.after / d.whole) / sqrt(count(*)))::float8 AS error
       FROM (
         SELECT sum(u.cost_nanos) AS whole,
           COALESCE(sum(u.cost_nanos) FILTER (WHERE extract(hour FROM u.hour AT TIME ZONE 'UTC') < n.hour), 0) AS before,
           COALESCE(sum(u.cost_nanos) FILTER (WHERE extract(hour FROM u.hour AT TIME ZONE 'UTC') <= n.hour), 0) AS after
         FROM usage_hourly u
         WHERE u.org_id = $1 AND u.project_id = p.hours_of
           AND u.hour >= $9::timestamptz AND u.hour < date_trunc('day', $8::timestamptz, 'UTC')
         GROUP BY date_trunc('day', u.hour, 'UTC')) d
       WHERE d.whole > 0) s)
   SELECT f.first, h.days, h.costs, s."from", s."to", s.error
   FROM w
   JOIN shares s ON s.hours_of = w.hours_of
   LEFT JOIN LATERAL (
     SELECT c.window_start - $6::date AS first FROM usage_counters c
     WHERE c.org_id = $1 AND c.scope = w.scope AND c.project_id = w.project_id AND c.scope_id = w.scope_id
       AND c."window" = 'day' AND c.calls > 0
     ORDER BY c.window_start LIMIT 1) f ON true
   LEFT JOIN LATERAL (
     SELECT string_agg((c.window_start - $6::date)::text, ',' ORDER BY c.window_start) AS days,
       string_agg((CASE w.unit WHEN 'cost' THEN c.spent_nanos ELSE c.input_tokens + c.output_tokens END)::text, ','
         ORDER BY c.window_start) AS costs
     FROM usage_counters c
     WHERE c.org_id = $1 AND c.scope = w.scope AND c.project_id = w.project_id AND c.scope_id = w.scope_id
       AND c."window" = 'day' AND c.window_start >= $6::date AND c.window_start < $7::date) h ON true
   ORDER BY w.place`,
  z.object({
    first: z.number().nullable(),
    days: z.string().nullable(),
    costs: z.string().nullable(),
    from: z.number().nullable(),
    to: z.number().nullable(),
    error: z.number().nullable(),
  }),
);

const todayStatement = statement(
  "projections_spend_today",
  `SELECT COALESCE(CASE w.unit WHEN 'cost' THEN c.spent_nanos ELSE c.input_tokens + c.output_tokens END, 0) AS today
   FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS w (scope, project_id, scope_id, unit, place)
   LEFT JOIN usage_counters c ON c.org_id = $1 AND c.scope = w.scope AND c.project_id = w.project_id AND c.scope_id = w.scope_id
     AND c."window" = 'day' AND c.window_start = $6::date
   ORDER BY w.place`,
  z.object({ today: z.bigint() }),
);

/** What each of these scopes cost by UTC day, all of the day of `now` included, in their order. One without a call has no days. */
export async function spendHistories(
  ctx: { orgId: OrgId; now: Date },
  scopes: readonly CounterScope[],
): Promise<SpendHistory[]> {
  const today = dayKey(ctx.now);
  const [past, todays] = await Promise.all([
    pastOf(ctx),
    todayStatement(pool(), [ctx.orgId, ...columnsOf(scopes), today]),
  ]);
  const nameOf = ({ scope, projectId, scopeId, unit = "cost" }: CounterScope) =>
    `history\n${scope}\n${projectId}\n${scopeId}\n${unit}`;
  // Taken out at once: what is kept now may be let go while the others are read.
  const known = new Map(scopes.map(nameOf).map((name) => [name, past.get(name) as PastDays | undefined]));
  const missing = scopes.filter((scope) => !known.get(nameOf(scope)));
  for (const [index, days] of (await pastDays(ctx, missing)).entries()) {
    const scope = missing[index];
    if (!scope) continue;
    known.set(nameOf(scope), days);
    past.keep(nameOf(scope), days);
  }
  return scopes.map((scope, index) => {
    const days = known.get(nameOf(scope)) ?? { days: [] };
    return { ...days, today: todays[index]?.today ?? 0n };
  });
}

type PastDays = Omit<SpendHistory, "today">;

const columnsOf = (scopes: readonly CounterScope[]) => [
  scopes.map(({ scope }) => scope),
  scopes.map(({ projectId }) => projectId),
  scopes.map(({ scopeId }) => scopeId),
  scopes.map(({ unit = "cost" }) => unit),
];

/** The days of these scopes that are over. */
async function pastDays(ctx: { orgId: OrgId; now: Date }, scopes: readonly CounterScope[]): Promise<PastDays[]> {
  if (scopes.length === 0) return [];
  const today = dayKey(ctx.now);
  const earliest = addDays(today, -daysBack);
  const shares = dayFromKey(addDays(today, -shareDays)).start;
  const rows = await historiesStatement(pool(), [ctx.orgId, ...columnsOf(scopes), earliest, today, ctx.now, shares]);
  return rows.map(({ first, days, costs, from, to, error }) => {
    const byDay = Array.from({ length: daysBack }, () => 0n);
    const amounts = costs?.split(",") ?? [];
    days?.split(",").forEach((day, index) => {
      byDay[Number(day)] = BigInt(amounts[index] ?? 0);
    });
    return {
      days: byDay.slice(Math.max(0, first ?? daysBack)),
      ...(from !== null && to !== null && error !== null && { byNow: { from, to, error } }),
    };
  });
}
