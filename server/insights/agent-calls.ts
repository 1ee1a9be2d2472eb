import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import type { Interval } from "#server/time/range.ts";

/** Calls of one agent that are read at most, its latest: what is said of them is said of them only. */
export const callsRead = 20_000;

const row = z.object({
  projectId: z.string(),
  provider: z.string(),
  model: z.string(),
  listed: z.boolean(),
  level: z.int(),
  calls: z.bigint(),
  costNanos: z.bigint(),
  largestInput: z.bigint(),
  firstAt: z.date(),
  inputTokens: z.bigint(),
  cachedInputTokens: z.bigint(),
  cacheWriteTokens: z.bigint(),
  cacheWrite1hTokens: z.bigint(),
  outputTokens: z.bigint(),
  reasoningTokens: z.bigint(),
  repeatedTokens: z.bigint(),
  wouldRead: z.bigint(),
  wouldWrite: z.bigint(),
  wouldWrite1h: z.bigint(),
});

/**
 * Calls of an agent with one model in one project, whose inputs reach the same context tier (`level`: how many marks they
 * are above), apart those whose cost follows the price list (`listed`: within 1 %). Nano-dollars and tokens.
 *
 * `repeatedTokens` of a call is the input of the call before it in its session (or its job, where it names no session) with the
 * same model, if that was at most five minutes earlier and no longer than this one: a conversation that went on. Five minutes
 * is how long the shortest caches keep a prompt, 1,024 tokens the shortest prompt that is cached. `would…` is what these calls
 * would have read and written had all that repeated been read, and all the rest of every prompt been written.
 */
export type CallGroup = z.infer<typeof row>;

// $3, $4: from when to when; $5: how many calls; $6: the least input of each level above the first.
const callsStatement = statement(
  "insights_agent_calls",
  `WITH recent AS MATERIALIZED (
     SELECT id, occurred_at, project_id, provider, model, COALESCE(session_id, job_id) AS thread, cost_nanos,
       input_tokens, cached_input_tokens, cache_write_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens,
       COALESCE(abs(cost_nanos - computed_cost_nanos) <= computed_cost_nanos / 100, false) AS listed
     FROM credit_transactions
     WHERE org_id = $1 AND agent_id = $2 AND occurred_at >= $3 AND occurred_at < $4 AND input_tokens + output_tokens > 0
       AND cost_nanos IS NOT NULL
       AND (computed_cost_nanos IS NULL OR cost_nanos <= computed_cost_nanos * 10)
     ORDER BY occurred_at DESC, id DESC LIMIT $5),
   followed AS (
     SELECT *, CASE WHEN thread IS NOT NULL AND lag(input_tokens) OVER w BETWEEN 1024 AND input_tokens
       AND occurred_at - lag(occurred_at) OVER w <= interval '5 minutes' THEN lag(input_tokens) OVER w ELSE 0 END AS repeated
     FROM recent WINDOW w AS (PARTITION BY project_id, provider, model, thread ORDER BY occurred_at, id)),
   reading AS (SELECT *, GREATEST(cached_input_tokens, repeated) AS would_read FROM followed),
   writing AS (SELECT *, LEAST(cache_write_1h_tokens, input_tokens - would_read) AS would_write_1h FROM reading)
   SELECT project_id AS "projectId", provider, model, listed, width_bucket(input_tokens, $6::bigint[]) AS level,
     count(*) AS calls, sum(cost_nanos)::bigint AS "costNanos", max(input_tokens) AS "largestInput", min(occurred_at) AS "firstAt",
     sum(input_tokens)::bigint AS "inputTokens", sum(cached_input_tokens)::bigint AS "cachedInputTokens",
     sum(cache_write_tokens)::bigint AS "cacheWriteTokens", sum(cache_write_1h_tokens)::bigint AS "cacheWrite1hTokens",
     sum(output_tokens)::bigint AS "outputTokens", sum(reasoning_tokens)::bigint AS "reasoningTokens",
     sum(repeated)::bigint AS "repeatedTokens", sum(would_read)::bigint AS "wouldRead",
     sum(CASE WHEN input_tokens >= 1024 THEN input_tokens - would_read - would_write_1h
       ELSE LEAST(cache_write_tokens, input_tokens - would_read - would_write_1h) END)::bigint AS "wouldWrite",
     sum(would_write_1h)::bigint AS "wouldWrite1h"
   FROM writing GROUP BY 1, 2, 3, 4, 5`,
  row,
);

/**
 * The agent's latest calls of the period, at most 20,000 (one index range), in groups; `marks` are tier marks. Left out are calls
 * without a cost or without tokens, and those reported at more than ten times their list price: what they cost
 * is not a matter of tokens.
 */
export function agentCalls(ctx: { orgId: OrgId }, agentId: string, { start, end }: Interval, marks: readonly bigint[]) {
  const levels = marks.map((mark) => mark + 1n);
  return callsStatement(pool(), [ctx.orgId, agentId, start, end, callsRead, levels]);
}
