import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { type DayRange, dayCount, monthRange } from "#server/time/range.ts";
import { addDays, dayKey } from "#server/time/window.ts";
import { readPast } from "./past.ts";

/** Counters that are added up to the cost of some days: the days themselves, or their month less its other days. */
type Part = { range: number; sign: 1 | -1; window: "day" | "month"; first: string; last: string };

/** `range` is the first days of a month (or all of it): whichever way reads fewer counters. */
function partsOf({ first, last }: DayRange, range: number): Part[] {
  const month = monthRange(first.slice(0, 7));
  if (first !== month.first || last > month.last)
    throw new RangeError(`${first} to ${last} are not the first days of a month.`);
  const rest = dayCount(month) - dayCount({ first, last });
  if (dayCount({ first, last }) <= rest + 1) return [{ range, sign: 1, window: "day", first, last }];
  const whole: Part = { range, sign: 1, window: "month", first, last: first };
  if (rest === 0) return [whole];
  return [whole, { range, sign: -1, window: "day", first: addDays(last, 1), last: month.last }];
}

function parametersOf(ranges: readonly DayRange[]): unknown[] {
  const parts = ranges.flatMap(partsOf);
  return (["range", "sign", "window", "first", "last"] as const).map((name) => parts.map((part) => part[name]));
}

/** One index range of counters for each scope and part: the subquery, with its sum, is run for each. */
const costOfParts = (orgId: string, scope: string, projectId: string, scopeId: string, parts: string) => `
  SELECT COALESCE(sum(s.nanos) FILTER (WHERE x.range = 0), 0)::bigint AS current,
    COALESCE(sum(s.nanos) FILTER (WHERE x.range = 1), 0)::bigint AS previous
  FROM unnest(${parts}) AS x (range, sign, name, first, last)
  CROSS JOIN LATERAL (
    SELECT sum(c.spent_nanos) * x.sign AS nanos FROM usage_counters c
    WHERE c.org_id = ${orgId} AND c.scope = ${scope} AND c.project_id = ${projectId} AND c.scope_id = ${scopeId}
      AND c."window" = x.name AND c.window_start BETWEEN x.first AND x.last) s`;

const comparedCost = { current: z.bigint(), previous: z.bigint() };

const projectsStatement = statement(
  "ledger_projects_compared",
  `SELECT p.id AS "projectId", k.current, k.previous FROM projects p
   CROSS JOIN LATERAL (
     ${costOfParts("p.org_id", "'project'", "p.id", "p.id", "$2::int[], $3::int[], $4::text[], $5::date[], $6::date[]")}) k
   WHERE p.org_id = $1`,
  z.object({ projectId: z.string(), ...comparedCost }),
);

const partsStatement = statement(
  "ledger_parts_compared",
  `SELECT m.scope_id AS part, k.current, k.previous FROM usage_counters m
   CROSS JOIN LATERAL (
     ${costOfParts("$1", "$4", "$2", "m.scope_id", "$5::int[], $6::int[], $7::text[], $8::date[], $9::date[]")}) k
   WHERE m.org_id = $1 AND m.scope = $4 AND m.project_id = $2 AND m."window" = 'month' AND m.window_start = $3::date`,
  z.object({ part: z.string(), ...comparedCost }),
);

const agentsStatement = statement(
  "ledger_agents_compared",
  `SELECT a.id AS "agentId", k.current, k.previous FROM unnest($2::text[]) AS a (id)
   CROSS JOIN LATERAL (
     ${costOfParts("$1", "'agent'", "''", "a.id", "$3::int[], $4::int[], $5::text[], $6::date[], $7::date[]")}) k`,
  z.object({ agentId: z.string(), ...comparedCost }),
);

/** The first whole days of a month and as many of the month before. */
export type Compared = { current: DayRange; previous: DayRange };

/** Nano-dollars of each of the two stretches of days. */
export type ComparedCost = { current: bigint; previous: bigint };

/** What every project of the organisation cost in both, by project id. */
export async function comparedProjects(ctx: { orgId: OrgId; now: Date }, { current, previous }: Compared) {
  const rows = await readPast(ctx, `projects\n${JSON.stringify([current, previous])}`, () =>
    projectsStatement(pool(), [ctx.orgId, ...parametersOf([current, previous])]),
  );
  return new Map<string, ComparedCost>(rows.map(({ projectId, ...cost }) => [projectId, cost]));
}

/** What these agents cost in both, by agent id. */
export async function comparedAgents(ctx: { orgId: OrgId }, agentIds: string[], { current, previous }: Compared) {
  const rows = await agentsStatement(pool(), [ctx.orgId, agentIds, ...parametersOf([current, previous])]);
  return new Map<string, ComparedCost>(rows.map(({ agentId, ...cost }) => [agentId, cost]));
}

/** What every part (agent type, provider) of a project that was used in the month of `current` cost in both. */
export async function comparedParts(
  ctx: { orgId: OrgId; now: Date },
  projectId: string,
  part: "agent_type" | "provider",
  { current, previous }: Compared,
) {
  const rows = await readPast(ctx, `${part}\n${JSON.stringify([projectId, current, previous])}`, () =>
    partsStatement(pool(), [ctx.orgId, projectId, current.first, part, ...parametersOf([current, previous])]),
  );
  return new Map<string, ComparedCost>(rows.map(({ part, ...cost }) => [part, cost]));
}

const dayCostsStatement = statement(
  "ledger_day_costs",
  `SELECT scope_id AS part, window_start AS start, spent_nanos AS "costNanos", unpriced_calls AS "unpricedCalls"
   FROM usage_counters
   WHERE org_id = $1 AND scope = $2 AND project_id = $3 AND "window" = 'day' AND window_start BETWEEN $4::date AND $5::date
   ORDER BY window_start, scope_id`,
  z.object({ part: z.string(), start: z.string(), costNanos: z.bigint(), unpricedCalls: z.bigint() }),
);

/** What each part (agent type, provider) of a project cost on each day of the range; days without use are absent. */
export function partCosts(ctx: { orgId: OrgId }, projectId: string, part: "agent_type" | "provider", range: DayRange) {
  return dayCostsStatement(pool(), [ctx.orgId, part, projectId, range.first, range.last]);
}

const modelUseStatement = statement(
  "ledger_model_use",
  `SELECT provider, model, agent_type AS "agentType", sum(calls)::bigint AS calls,
     sum(input_tokens + output_tokens)::bigint AS tokens, sum(cost_nanos)::bigint AS "costNanos",
     sum(unpriced_calls)::bigint AS "unpricedCalls"
   FROM usage_daily
   WHERE org_id = $1 AND project_id = $2 AND day BETWEEN $3::date AND $4::date
   GROUP BY 1, 2, 3`,
  z.object({
    provider: z.string(),
    model: z.string(),
    agentType: z.string(),
    calls: z.bigint(),
    tokens: z.bigint(),
    costNanos: z.bigint(),
    unpricedCalls: z.bigint(),
  }),
);

type ModelUse = Awaited<ReturnType<typeof modelUseStatement>>[number];

/** What a project used each model of each provider for, by agent type, within the range. */
export async function modelUse(
  ctx: { orgId: OrgId; now: Date },
  projectId: string,
  { first, last }: DayRange,
): Promise<ModelUse[]> {
  const today = dayKey(ctx.now);
  const readDays = (from: string, to: string) => modelUseStatement(pool(), [ctx.orgId, projectId, from, to]);
  const pastLast = last < today ? last : addDays(today, -1);
  const [past, running] = await Promise.all([
    first > pastLast
      ? []
      : readPast(ctx, `models\n${JSON.stringify([projectId, first, pastLast])}`, () => readDays(first, pastLast)),
    last < today ? [] : readDays(first > today ? first : today, last),
  ]);
  const uses = new Map<string, ModelUse>();
  for (const row of [...past, ...running]) {
    const key = JSON.stringify([row.provider, row.model, row.agentType]);
    const sum = uses.get(key);
    uses.set(key, sum ? addUse(sum, row) : row);
  }
  return [...uses.values()];
}

function addUse(a: ModelUse, b: ModelUse): ModelUse {
  return {
    ...a,
    calls: a.calls + b.calls,
    tokens: a.tokens + b.tokens,
    costNanos: a.costNanos + b.costNanos,
    unpricedCalls: a.unpricedCalls + b.unpricedCalls,
  };
}
