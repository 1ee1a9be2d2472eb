import type { PoolClient } from "pg";
import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import type { TokenPrice } from "#server/pricing/token-price.ts";
import { type DayRange, rangeInterval } from "#server/time/range.ts";
import { readByCursor, readSnapshot } from "./read-snapshot.ts";

const row = z.object({
  day: z.string(),
  projectId: z.string(),
  projectName: z.string(),
  agentId: z.string(),
  agentName: z.string().nullable(),
  agentType: z.string(),
  provider: z.string(),
  model: z.string(),
  serviceTier: z.string().nullable(),
  effort: z.string().nullable(),
  tags: z.record(z.string(), z.unknown()).nullable(),
  costSource: z.enum(["reported", "priced", "unpriced"]),
  priceId: z.string().nullable(),
  /** 0 at base prices, else which context tier of the price, from 1 by rising mark. */
  tier: z.int(),
  calls: z.bigint(),
  costNanos: z.bigint(),
  input: z.bigint(),
  cachedInput: z.bigint(),
  cacheWrite: z.bigint(),
  cacheWrite1h: z.bigint(),
  output: z.bigint(),
  reasoning: z.bigint(),
});

/**
 * Calls of one UTC day that are alike in everything but how much they used: one project, agent, model, price with its context
 * tier, and set of tags. Tokens by kind are disjoint here (`input` came fresh, `output` is without reasoning); nano-dollars,
 * 0 while unpriced.
 */
export type ChargedUsage = z.infer<typeof row>;

/** The prices that a model's calls may have been priced by. */
type PricesOf = (model: { provider: string; model: string }) => readonly TokenPrice[];

/**
 * What was used and charged in some UTC days, in batches, project after project and day after day, as of one moment. The
 * database sums the entries up along the index of each project, and what it has summed up comes through a cursor.
 * `pricesOf` is asked for context tiers: which one a call reached is seen by its own tokens only, so that it must be known
 * before they are summed up. Whoever takes the first must take all or end it.
 * @throws AppError `rate_limited` when four exports are being read.
 */
export function streamCharges(
  { orgId }: { orgId: OrgId },
  days: DayRange,
  pricesOf: PricesOf,
): AsyncGenerator<ChargedUsage[], void> {
  return readSnapshot(async function* (client) {
    const { start, end } = rangeInterval(days);
    const marks = (await modelsUsed(client, orgId, days)).flatMap(pricesOf).flatMap(marksOf);
    const of = { start, end, prices: marks.map(({ priceId }) => priceId), marks: marks.map(({ mark }) => mark) };
    for (const projectId of await projectsWithUsage(client, orgId, days)) {
      const values = [orgId, projectId, of.start, of.end, of.prices, of.marks];
      yield* readByCursor(client, { text, values, row, size: 250 });
    }
  });
}

const marksOf = ({ priceId, tiers }: TokenPrice) => tiers.map((tier) => ({ priceId, mark: tier.aboveInputTokens }));

const withinDays = "FROM usage_daily WHERE org_id = $1 AND day >= $2::text::date AND day <= $3::text::date";

async function modelsUsed(client: PoolClient, orgId: OrgId, { first, last }: DayRange) {
  const text = `SELECT DISTINCT provider, model ${withinDays}`;
  return (await client.query<{ provider: string; model: string }>(text, [orgId, first, last])).rows;
}

async function projectsWithUsage(client: PoolClient, orgId: OrgId, { first, last }: DayRange): Promise<string[]> {
  const text = `SELECT DISTINCT project_id AS id ${withinDays} ORDER BY 1`;
  return (await client.query<{ id: string }>(text, [orgId, first, last])).rows.map(({ id }) => id);
}

const text = `
  SELECT g.day, g.project_id AS "projectId", COALESCE(p.name, g.project_id) AS "projectName", g.agent_id AS "agentId",
    a.name AS "agentName", g.agent_type AS "agentType", g.provider, g.model, g.service_tier AS "serviceTier", g.effort, g.tags,
    g.cost_source AS "costSource", g.price_id AS "priceId", g.tier, g.calls, g.cost_nanos AS "costNanos", g.input,
    g.cached_input AS "cachedInput", g.cache_write AS "cacheWrite", g.cache_write_1h AS "cacheWrite1h", g.output, g.reasoning
  FROM (
    SELECT (t.occurred_at AT TIME ZONE 'UTC')::date AS day, t.org_id, t.project_id, t.agent_id, t.agent_type, t.provider, t.model,
      t.service_tier, t.effort, t.tags, t.cost_source, t.price_id, COALESCE(width_bucket(t.input_tokens - 1, m.marks), 0) AS tier,
      count(*) AS calls, COALESCE(sum(t.cost_nanos), 0)::bigint AS cost_nanos,
      sum(t.input_tokens - t.cached_input_tokens - t.cache_write_tokens - t.cache_write_1h_tokens)::bigint AS input,
      sum(t.cached_input_tokens)::bigint AS cached_input, sum(t.cache_write_tokens)::bigint AS cache_write,
      sum(t.cache_write_1h_tokens)::bigint AS cache_write_1h,
      sum(t.output_tokens - t.reasoning_tokens)::bigint AS output, sum(t.reasoning_tokens)::bigint AS reasoning
    FROM credit_transactions t
    LEFT JOIN (
      SELECT price_id, array_agg(DISTINCT mark ORDER BY mark) AS marks FROM unnest($5::text[], $6::bigint[]) AS u (price_id, mark)
      GROUP BY price_id
    ) m ON m.price_id = t.price_id AND t.cost_source = 'priced'
    WHERE t.org_id = $1 AND t.project_id = $2 AND t.occurred_at >= $3 AND t.occurred_at < $4
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
  ) g
  LEFT JOIN agents a ON a.org_id = g.org_id AND a.id = g.agent_id
  LEFT JOIN projects p ON p.org_id = g.org_id AND p.id = g.project_id
  ORDER BY g.day, g.agent_id, g.provider, g.model, g.agent_type, g.service_tier, g.effort, g.cost_source, g.price_id, g.tier, g.tags`;
