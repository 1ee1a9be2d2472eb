import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { toDollars } from "#server/money/amount.ts";
import { announceEvents } from "#server/outbox.ts";
import { spendHistories } from "#server/projections/spend-histories.ts";
import { type JudgedDay, judgeDays } from "#server/projections/unusual-days.ts";
import { addDays, dayKey } from "#server/time/window.ts";
import { raisedId } from "./raised-id.ts";

/** What a day must have cost above what was to be expected for anyone to be told, in nano-dollars: a dollar. */
const leastExcess = 1_000_000_000n;

const scopeRow = z.object({
  scope: z.enum(["organization", "project", "agent"]),
  projectId: z.string(),
  scopeId: z.string(),
  ofProject: z.string().nullable(),
});
type Scope = z.output<typeof scopeRow>;

// Who spent enough on the day ($2) to be told of ($3).
const scopesStatement = statement(
  "alerts_scopes_of_day",
  `SELECT c.scope, c.project_id AS "projectId", c.scope_id AS "scopeId", a.project_id AS "ofProject"
   FROM usage_counters c
   LEFT JOIN agents a ON c.scope = 'agent' AND a.org_id = c.org_id AND a.id = c.scope_id
   WHERE c.org_id = $1 AND c.scope IN ('organization', 'project', 'agent') AND c."window" = 'day'
     AND c.window_start = $2::date AND c.spent_nanos > $3
   ORDER BY c.scope, c.scope_id`,
  scopeRow,
);

const raiseStatement = statement(
  "alerts_raise_anomaly",
  `WITH raised AS (
     INSERT INTO budget_alerts (org_id, id, budget_id, scope_id, window_start, level, scope, project_id, threshold, "window", unit,
       "limit", value, created_at)
     SELECT o.org_id, $2, '', $3, $4::date, 'anomaly', $5, $6, 0, 'day', 'cost', $7, $8, $9
     FROM org_settings o WHERE o.org_id = $1 AND o.alerting_enabled AND o.anomaly_alerts
     ON CONFLICT DO NOTHING RETURNING id)
   INSERT INTO domain_events (org_id, id, type, payload, created_at)
   SELECT $1, 'event_' || md5(r.id), 'SpendAnomaly', $10::jsonb, $9 FROM raised r RETURNING id`,
  z.object({ id: z.string() }),
);

type Unusual = Scope & { value: bigint; high: bigint; judged: JudgedDay };

/**
 * Tells of every project, agent or organisation whose yesterday (UTC) cost far more than was to be expected, once for each and
 * day. A wider one is left out where the narrower ones explain at least half of it: one cause, one alert. Nothing where the
 * organisation has alerting or these alerts off. Answers how many were new.
 */
export async function raiseAnomalies(ctx: { orgId: OrgId; now: Date }): Promise<number> {
  const day = addDays(dayKey(ctx.now), -1);
  const scopes = await scopesStatement(pool(), [ctx.orgId, day, leastExcess]);
  const histories = await spendHistories(ctx, scopes);
  const unusual = scopes.flatMap((scope, index): Unusual[] => {
    const days = histories[index]?.days ?? [];
    const [judged] = days.length === 0 ? [] : judgeDays(days.map(Number), days.length - 1);
    const value = days.at(-1) ?? 0n;
    const high = BigInt(Math.round(judged?.high ?? 0));
    return judged?.unusual && value - high >= leastExcess ? [{ ...scope, value, high, judged }] : [];
  });

  const excess = (of: readonly Unusual[]) => of.reduce((sum, { value, high }) => sum + value - high, 0n);
  const explains = (narrower: readonly Unusual[], wider: Unusual) => excess(narrower) * 2n >= wider.value - wider.high;
  const agents = unusual.filter(({ scope }) => scope === "agent");
  const projects = unusual
    .filter(({ scope }) => scope === "project")
    .filter(
      (project) =>
        !explains(
          agents.filter(({ ofProject }) => ofProject === project.scopeId),
          project,
        ),
    );
  const organization = unusual
    .filter(({ scope }) => scope === "organization")
    .filter((whole) => !explains([...agents, ...projects], whole));

  let raised = 0;
  for (const one of [...agents, ...projects, ...organization]) if (await raise(ctx, day, one)) raised++;
  if (raised > 0) announceEvents(ctx.orgId);
  return raised;
}

async function raise(ctx: { orgId: OrgId; now: Date }, day: string, of: Unusual): Promise<boolean> {
  const { scope, scopeId, projectId, value, high, judged } = of;
  const id = raisedId("anomaly", scope, scopeId, day);
  const payload = {
    alertId: id,
    level: "anomaly",
    scope,
    scopeId,
    projectId: projectId || null,
    window: "day",
    unit: "cost",
    windowStart: day,
    value: toDollars(value),
    expected: toDollars(BigInt(Math.round(judged.expected))),
    low: toDollars(BigInt(Math.round(judged.low))),
    high: toDollars(high),
  };
  const rows = await raiseStatement(pool(), [
    ctx.orgId,
    id,
    scopeId,
    day,
    scope,
    projectId,
    high,
    value,
    ctx.now,
    JSON.stringify(payload),
  ]);
  return rows.length > 0;
}
