import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { type DayRange, rangeInterval } from "#server/time/range.ts";

const bucketsStatement = statement(
  "provider_report_days",
  `SELECT provider, account, report, (bucket_start AT TIME ZONE 'UTC')::date AS day,
     sum(extract(epoch FROM bucket_end - bucket_start))::bigint AS seconds,
     bool_and(imported_at >= bucket_end) AS "isOver", max(imported_at) AS "importedAt",
     (array_agg(imported_by ORDER BY imported_at DESC))[1] AS "importedBy"
   FROM provider_report_buckets WHERE org_id = $1 AND bucket_start >= $2 AND bucket_start < $3
   GROUP BY provider, account, report, day ORDER BY provider, account, report, day`,
  z.object({
    provider: z.string(),
    account: z.string(),
    report: z.string(),
    day: z.string(),
    /** Of the day that the report tells of. */
    seconds: z.bigint(),
    /** Whether it was imported after the time it tells of. */
    isOver: z.boolean(),
    importedAt: z.date(),
    importedBy: z.string(),
  }),
);

/** A UTC day of a report of an account. */
export type ReportedDay = Awaited<ReturnType<typeof bucketsStatement>>[number];

/** The days of which there are reports, each report of each account for itself. */
export function reportedDays(ctx: { orgId: OrgId }, range: DayRange): Promise<ReportedDay[]> {
  const { start, end } = rangeInterval(range);
  return bucketsStatement(pool(), [ctx.orgId, start, end]);
}

const linesStatement = statement(
  "provider_report_sums",
  `SELECT provider, account, report = 'costs' AS "isCost", (bucket_start AT TIME ZONE 'UTC')::date AS day, model, item,
     sum(cost_nanos)::bigint AS "costNanos", sum(requests)::bigint AS requests,
     sum(input_tokens)::bigint AS "inputTokens", sum(cached_input_tokens)::bigint AS "cachedInputTokens",
     sum(cache_write_tokens)::bigint AS "cacheWriteTokens", sum(cache_write_1h_tokens)::bigint AS "cacheWrite1hTokens",
     sum(output_tokens)::bigint AS "outputTokens"
   FROM provider_report_lines WHERE org_id = $1 AND bucket_start >= $2 AND bucket_start < $3
   GROUP BY provider, account, "isCost", day, model, item ORDER BY provider, day, model, item`,
  z.object({
    provider: z.string(),
    account: z.string(),
    /** Of a report of costs; else of one of usage. */
    isCost: z.boolean(),
    day: z.string(),
    model: z.string(),
    item: z.string(),
    costNanos: z.bigint(),
    requests: z.bigint(),
    inputTokens: z.bigint(),
    cachedInputTokens: z.bigint(),
    cacheWriteTokens: z.bigint(),
    cacheWrite1hTokens: z.bigint(),
    outputTokens: z.bigint(),
  }),
);

/** What is reported of a model, or for an item of the bill, on a UTC day. */
export type ReportedSum = Awaited<ReturnType<typeof linesStatement>>[number];

/** What providers report by day, account, model and item: nano-dollars of costs, tokens of usage. */
export function reportedSums(ctx: { orgId: OrgId }, range: DayRange): Promise<ReportedSum[]> {
  const { start, end } = rangeInterval(range);
  return linesStatement(pool(), [ctx.orgId, start, end]);
}

const monthsStatement = statement(
  "provider_report_months",
  `SELECT DISTINCT to_char(bucket_start AT TIME ZONE 'UTC', 'YYYY-MM') AS month
   FROM provider_report_buckets WHERE org_id = $1 ORDER BY month`,
  z.object({ month: z.string() }),
);

/** The UTC months of which there are reports, oldest first. */
export async function reportedMonths(ctx: { orgId: OrgId }): Promise<string[]> {
  return (await monthsStatement(pool(), [ctx.orgId])).map(({ month }) => month);
}
