import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import type { DayRange } from "#server/time/range.ts";

const usageRow = z.object({
  provider: z.string(),
  model: z.string(),
  calls: z.bigint(),
  unpricedCalls: z.bigint(),
  unpricedTokens: z.bigint(),
  costNanos: z.bigint(),
  inputTokens: z.bigint(),
  cachedInputTokens: z.bigint(),
  cacheWriteTokens: z.bigint(),
  cacheWrite1hTokens: z.bigint(),
  outputTokens: z.bigint(),
  reasoningTokens: z.bigint(),
});

/** What was used of one model, as calls reported it: tokens by kind, nano-dollars, exact. */
export type ModelUsage = z.infer<typeof usageRow>;

const usageStatement = statement(
  "ledger_model_usage",
  `SELECT provider, model, sum(calls)::bigint AS calls, sum(unpriced_calls)::bigint AS "unpricedCalls",
     sum(unpriced_tokens)::bigint AS "unpricedTokens", sum(cost_nanos)::bigint AS "costNanos",
     sum(input_tokens)::bigint AS "inputTokens", sum(cached_input_tokens)::bigint AS "cachedInputTokens",
     sum(cache_write_tokens)::bigint AS "cacheWriteTokens", sum(cache_write_1h_tokens)::bigint AS "cacheWrite1hTokens",
     sum(output_tokens)::bigint AS "outputTokens", sum(reasoning_tokens)::bigint AS "reasoningTokens"
   FROM usage_daily WHERE org_id = $1 AND day BETWEEN $2::date AND $3::date
   GROUP BY 1, 2 ORDER BY 6 DESC, 1, 2`,
  usageRow,
);

/** Every model the organisation used within the range, the dearest first. */
export function modelUsage(ctx: { orgId: OrgId }, range: DayRange): Promise<ModelUsage[]> {
  return usageStatement(pool(), [ctx.orgId, range.first, range.last]);
}

const unpricedRow = z.object({
  provider: z.string(),
  model: z.string(),
  calls: z.bigint(),
  tokens: z.bigint(),
  agents: z.bigint(),
  firstDay: z.string(),
  lastDay: z.string(),
});

/** A model whose calls have no price: how many, how many tokens, of how many agents, from which UTC day to which. */
export type UnpricedModel = z.infer<typeof unpricedRow>;

// The counters say in which months to look at all: where everything is priced, that is all that is read.
const unpricedStatement = statement(
  "ledger_unpriced_models",
  `SELECT u.provider, u.model, sum(u.unpriced_calls)::bigint AS calls, sum(u.unpriced_tokens)::bigint AS tokens,
     count(DISTINCT u.agent_id) AS agents, min(u.day) AS "firstDay", max(u.day) AS "lastDay"
   FROM usage_counters c
   JOIN usage_daily u ON u.org_id = c.org_id AND u.day >= c.window_start
     AND u.day < (c.window_start + interval '1 month')::date AND u.unpriced_calls > 0
   WHERE c.org_id = $1 AND c.scope = 'organization' AND c.project_id = '' AND c.scope_id = $1 AND c."window" = 'month'
     AND c.unpriced_calls > 0
     AND c.window_start >= COALESCE((SELECT o.entries_from FROM org_settings o WHERE o.org_id = $1), '-infinity')
   GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2`,
  unpricedRow,
);

/** Every model with recorded calls that have no price, those with most tokens first. A price reaches calls that are kept only. */
export function unpricedModels(ctx: { orgId: OrgId }): Promise<UnpricedModel[]> {
  return unpricedStatement(pool(), [ctx.orgId]);
}
