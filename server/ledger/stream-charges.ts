import type { PoolClient } from "pg";
import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import type { TokenPrice } from "#server/pricing/token-price.ts";
import { monthFromKey } from "#server/time/window.ts";
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
  /** Of a closed month, booked in this one: a call that came late, or what repricing it changed. Null: a call of the month. */
  correction: z.enum(["late", "reprice"]).nullable(),
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
 * 0 while unpriced. What repricing changed is a difference of cost: its tokens are in the books already.
 */
export type ChargedUsage = z.infer<typeof row>;

/** The prices that a model's calls may have been priced by. */
type PricesOf = (model: { provider: string; model: string }) => readonly TokenPrice[];

/**
 * The books of a UTC month (prisma/schema/books.prisma) in batches, project after project and day after day, as of one moment:
 * what was used and charged in it, and the corrections of closed months that are booked in it. Of a closed month: as it was
 * when it was closed, whatever was recorded or repriced since.
 *
 * The database sums the entries up along the index of each project, and what it has summed up comes through a cursor.
 * `pricesOf` is asked for context tiers: which one a call reached is seen by its own tokens only, so that it must be known
 * before they are summed up. Whoever takes the first must take all or end it.
 * @throws AppError `rate_limited` when four exports are being read.
 */
export function streamCharges(
  { orgId }: { orgId: OrgId },
  month: string,
  pricesOf: PricesOf,
): AsyncGenerator<ChargedUsage[], void> {
  return readSnapshot(async function* (client) {
    const { start, end } = monthFromKey(month);
    const day = `${month}-01`;
    const marks = (await modelsOf(client, orgId, day)).flatMap(pricesOf).flatMap(marksOf);
    const prices = [marks.map(({ priceId }) => priceId), marks.map(({ mark }) => mark)];
    for (const projectId of await projectsOf(client, orgId, day)) {
      const values = [orgId, projectId, start, end, ...prices, day];
      yield* readByCursor(client, { text, values, row, size: 500 });
    }
  });
}

const marksOf = ({ priceId, tiers }: TokenPrice) => tiers.map((tier) => ({ priceId, mark: tier.aboveInputTokens }));

/** The roll-ups of the month, and of the months with corrections booked in it. */
const rollUps = `FROM (
    SELECT $2::date AS month UNION SELECT s.month FROM correction_sums s WHERE s.org_id = $1 AND s.booked_month = $2::date
  ) m
  JOIN usage_daily u ON u.org_id = $1 AND u.day >= m.month AND u.day < (m.month + interval '1 month')::date`;

async function modelsOf(client: PoolClient, orgId: OrgId, day: string) {
  const models = `SELECT DISTINCT u.provider, u.model ${rollUps}`;
  return (await client.query<{ provider: string; model: string }>(models, [orgId, day])).rows;
}

async function projectsOf(client: PoolClient, orgId: OrgId, day: string): Promise<string[]> {
  const projects = `SELECT DISTINCT u.project_id AS id ${rollUps} ORDER BY 1`;
  return (await client.query<{ id: string }>(projects, [orgId, day])).rows.map(({ id }) => id);
}

/** What an entry was before the first of the reprices `k`, in the order in which they came. */
const before = (what: string) => `(array_agg(k.${what} ORDER BY k.booked_at, k.reprice_id))[1] AS ${what}`;

// $1 organisation, $2 project, $3 and $4 from when to when, $5 and $6 marks of prices with context tiers, $7 the month's first day.
const text = `
  WITH repriced AS (
    SELECT k.transaction_id, bool_or(k.reprice_id = '') AS late, sum(k.cost_nanos) AS cost_nanos,
      ${before("before_cost_source")}, ${before("before_price_id")}
    FROM corrections k WHERE k.org_id = $1 AND k.project_id = $2 AND k.booked_month > $7::date AND k.month = $7::date GROUP BY 1
  ), books AS (
    -- Calls of the month, at the cost and by the price that they had when it was closed. Those that came late are booked elsewhere.
    SELECT t.*, NULL AS correction, COALESCE(r.before_cost_source, t.cost_source) AS source,
      CASE WHEN r.before_cost_source IS NULL THEN t.price_id ELSE r.before_price_id END AS price,
      COALESCE(t.cost_nanos, 0) - COALESCE(r.cost_nanos, 0) AS cost
    FROM credit_transactions t LEFT JOIN repriced r ON r.transaction_id = t.id
    WHERE t.org_id = $1 AND t.project_id = $2 AND t.occurred_at >= $3 AND t.occurred_at < $4 AND r.late IS NOT TRUE
    UNION ALL
    -- Calls that came late, as they came; what repricing changed.
    SELECT t.*, CASE WHEN k.reprice_id = '' THEN 'late' ELSE 'reprice' END,
      COALESCE(r.before_cost_source, t.cost_source),
      CASE WHEN r.before_cost_source IS NULL THEN t.price_id ELSE r.before_price_id END, k.cost_nanos
    FROM corrections k JOIN credit_transactions t ON t.org_id = k.org_id AND t.id = k.transaction_id
    LEFT JOIN LATERAL (
      SELECT f.before_cost_source, f.before_price_id FROM corrections f
      WHERE f.org_id = k.org_id AND f.transaction_id = k.transaction_id AND f.reprice_id <> ''
        AND (f.booked_at, f.reprice_id) > (k.booked_at, k.reprice_id)
      ORDER BY f.booked_at, f.reprice_id LIMIT 1
    ) r ON true
    WHERE k.org_id = $1 AND k.project_id = $2 AND k.booked_month = $7::date
  ), charges AS (
    SELECT (b.occurred_at AT TIME ZONE 'UTC')::date AS day, b.agent_id, b.agent_type, b.provider, b.model, b.service_tier,
      b.effort, b.tags, b.source, b.price, b.correction,
      COALESCE(width_bucket(b.input_tokens - 1, m.marks), 0) AS tier, count(*) AS calls, sum(b.cost)::bigint AS cost_nanos,
      sum(b.input_tokens - b.cached_input_tokens - b.cache_write_tokens - b.cache_write_1h_tokens)::bigint AS input,
      sum(b.cached_input_tokens)::bigint AS cached_input, sum(b.cache_write_tokens)::bigint AS cache_write,
      sum(b.cache_write_1h_tokens)::bigint AS cache_write_1h,
      sum(b.output_tokens - b.reasoning_tokens)::bigint AS output, sum(b.reasoning_tokens)::bigint AS reasoning
    FROM books b
    LEFT JOIN (
      SELECT price_id, array_agg(DISTINCT mark ORDER BY mark) AS marks
      FROM unnest($5::text[], $6::bigint[]) AS u (price_id, mark) GROUP BY price_id
    ) m ON m.price_id = b.price AND b.source = 'priced'
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
  )
  SELECT c.day, $2 AS "projectId", COALESCE(p.name, $2) AS "projectName", c.agent_id AS "agentId", a.name AS "agentName",
    c.agent_type AS "agentType", c.provider, c.model, c.service_tier AS "serviceTier", c.effort, c.tags,
    c.source AS "costSource", c.price AS "priceId", c.correction, c.tier, c.calls, c.cost_nanos AS "costNanos", c.input,
    c.cached_input AS "cachedInput", c.cache_write AS "cacheWrite", c.cache_write_1h AS "cacheWrite1h", c.output, c.reasoning
  FROM charges c
  LEFT JOIN agents a ON a.org_id = $1 AND a.id = c.agent_id
  LEFT JOIN projects p ON p.org_id = $1 AND p.id = $2
  ORDER BY c.correction NULLS FIRST, c.day, c.agent_id, c.provider, c.model, c.agent_type, c.service_tier, c.effort, c.source,
    c.price, c.tier, c.tags`;

const firstDayStatement = statement(
  "ledger_first_day_of_books",
  `SELECT LEAST($2::date, min(s.month)) AS day FROM correction_sums s WHERE s.org_id = $1 AND s.booked_month = $2::date`,
  z.object({ day: z.string() }),
);

/** The first day (UTC) whose calls are in the books of a month: its own, or that of the earliest month that it corrects. */
export async function firstDayOfBooks({ orgId }: { orgId: OrgId }, month: string): Promise<string> {
  const [found] = await firstDayStatement(pool(), [orgId, `${month}-01`]);
  return found?.day ?? `${month}-01`;
}
