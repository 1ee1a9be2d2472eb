import { z } from "zod";
import { noTokens, type ReportTokens, type TokenKind } from "#server/reconciliation/provider-report.ts";
import type { FileRecord, ImportFormat } from "./import-format.ts";
import { problemOf } from "./problem-of.ts";
import {
  billedDollars,
  createReportReader,
  type RawBucket,
  type ReadResult,
  rawBuckets,
  reportCount,
  reportModel,
} from "./report-reader.ts";
import { isObject } from "./sample-file.ts";

/**
 * Anthropic's reports: `GET /v1/organizations/cost_report` and `…/usage_report/messages`
 * (https://platform.claude.com/docs/en/build-with-claude/usage-cost-api), and the analytics of the Admin API with
 * `time_bucket_width`, where each row is a bucket of its own. Amounts are decimal cents. Costs are by model where they are
 * grouped by `description`.
 */
export const anthropicReport: ImportFormat = {
  id: "anthropic-report",
  label: "Anthropic cost or usage report (.json), to reconcile",
  isReport: true,
  matches: ({ layout, records }) =>
    layout !== "table" && records.some((record) => (rawBuckets(record, toBucket) ?? []).length > 0),
  open: ({ now }, { envelope }) => createReportReader({ provider: "anthropic", now, envelope, toBucket, readResult }),
};

const instant = z.iso.datetime({ offset: true });

function toBucket(record: FileRecord): RawBucket | null {
  const [start, end] = [instant.safeParse(record.starting_at), instant.safeParse(record.ending_at)];
  if (!start.success || !end.success) return null;
  const span = { start: new Date(start.data), end: new Date(end.data) };
  if (Array.isArray(record.results)) return { ...span, results: record.results };
  const row = rowOf(record);
  return row && { ...span, results: [row], row: JSON.stringify(record) };
}

/** A row of the analytics in the words of the older reports. */
function rowOf({ group, cost, usage }: FileRecord): FileRecord | null {
  if (!isObject(group)) return null;
  if (isObject(cost)) return { ...group, ...cost };
  return isObject(usage) ? { ...group, ...usage } : null;
}

const tokenTypes: Record<string, TokenKind> = {
  uncached_input_tokens: "uncached_input",
  cache_read_input_tokens: "cached_input",
  "cache_creation.ephemeral_5m_input_tokens": "cache_write",
  "cache_creation.ephemeral_1h_input_tokens": "cache_write_1h",
  output_tokens: "output",
};

/** By team, a person in two teams is counted twice, so the rows do not sum to anything. */
const byTeam = "the rows are by team (rbac_group_id), where one call counts for several: ask without that grouping";

const costs = z.object({
  amount: z.union([z.string(), z.number()]),
  currency: z.string(),
  model: reportModel,
  cost_type: z.string().max(100).nullish(),
  token_type: z.string().max(100).nullish(),
  rbac_group_id: z.string().nullish(),
});

const usage = z.object({
  model: reportModel,
  uncached_input_tokens: reportCount,
  cache_read_input_tokens: reportCount.nullish(),
  cache_creation: z
    .object({ ephemeral_5m_input_tokens: reportCount.nullish(), ephemeral_1h_input_tokens: reportCount.nullish() })
    .nullish(),
  output_tokens: reportCount,
  requests: reportCount.nullish(),
  rbac_group_id: z.string().nullish(),
});

function readResult(raw: unknown): ReadResult {
  if (isObject(raw) && "amount" in raw) return readCosts(raw);
  return readUsage(raw);
}

function readCosts(raw: unknown): ReadResult {
  const parsed = costs.safeParse(raw);
  if (!parsed.success) return { refused: problemOf(parsed.error) };
  const { amount, currency, model, cost_type: type, token_type: token, rbac_group_id: team } = parsed.data;
  if (team) return { refused: byTeam };
  if (currency.toUpperCase() !== "USD") return { refused: `the amount is in ${currency}, not in USD` };
  const costNanos = billedDollars(cents(amount));
  if (typeof costNanos !== "bigint") return costNanos;
  const item = type && type !== "tokens" ? type.toLowerCase() : token ? (tokenTypes[token] ?? token.toLowerCase()) : "";
  return { report: "costs", line: { model, item, ...noTokens, costNanos, requests: 0n } };
}

/** `123.45` cents are `123.45e-2` dollars. */
function cents(amount: string | number): string {
  const [, digits, exponent = "0"] = /^(-?[\d.]+)(?:e([+-]?\d{1,3}))?$/i.exec(String(amount).trim()) ?? [];
  return digits === undefined ? `${amount}` : `${digits.replace(/(\.\d{40})\d+$/, "$1")}e${Number(exponent) - 2}`;
}

function readUsage(raw: unknown): ReadResult {
  const parsed = usage.safeParse(raw);
  if (!parsed.success) return { refused: problemOf(parsed.error) };
  const { model, requests, rbac_group_id: team, ...counts } = parsed.data;
  if (team) return { refused: byTeam };
  const cached = counts.cache_read_input_tokens ?? 0n;
  const write = counts.cache_creation?.ephemeral_5m_input_tokens ?? 0n;
  const write1h = counts.cache_creation?.ephemeral_1h_input_tokens ?? 0n;
  const tokens: ReportTokens = {
    inputTokens: counts.uncached_input_tokens + cached + write + write1h,
    cachedInputTokens: cached,
    cacheWriteTokens: write,
    cacheWrite1hTokens: write1h,
    outputTokens: counts.output_tokens,
  };
  return { report: "messages", line: { model, item: "", ...tokens, costNanos: 0n, requests: requests ?? 0n } };
}
