import { z } from "zod";
import {
  noTokens,
  type ReportKind,
  type ReportTokens,
  type TokenKind,
} from "#server/reconciliation/provider-report.ts";
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

/**
 * OpenAI's organisation reports: `GET /v1/organization/costs` and `…/usage/completions`, `embeddings`, `moderations`
 * (https://platform.openai.com/docs/api-reference/usage): pages of buckets, as they are answered. Costs are by model where
 * they are grouped by `line_item` (`gpt-4o-2024-08-06, cached input`).
 */
export const openaiReport: ImportFormat = {
  id: "openai-report",
  label: "OpenAI costs or usage report (.json), to reconcile",
  isReport: true,
  matches: ({ layout, records }) =>
    layout !== "table" && records.some((record) => (rawBuckets(record, toBucket) ?? []).length > 0),
  open: ({ now }, { envelope }) => createReportReader({ provider: "openai", now, envelope, toBucket, readResult }),
};

function toBucket({ start_time: start, end_time: end, results }: FileRecord): RawBucket | null {
  if (typeof start !== "number" || typeof end !== "number" || !Array.isArray(results)) return null;
  return { start: new Date(start * 1_000), end: new Date(end * 1_000), results };
}

const result = z.object({ object: z.string("names no kind of result (object)") });

const costs = z.object({
  amount: z.object({ value: z.union([z.number(), z.string()]), currency: z.string() }, "no amount"),
  line_item: z.string().max(200).nullish(),
});

const usage = z.object({
  model: reportModel,
  num_model_requests: reportCount,
  input_tokens: reportCount,
  input_cached_tokens: reportCount.nullish(),
  input_cache_write_tokens: reportCount.nullish(),
  output_tokens: reportCount.nullish(),
});

const usageReports = new Map<string, ReportKind>([
  ["organization.usage.completions.result", "completions"],
  ["organization.usage.embeddings.result", "embeddings"],
  ["organization.usage.moderations.result", "moderations"],
]);

function readResult(raw: unknown): ReadResult {
  const kind = result.safeParse(raw);
  if (!kind.success) return { refused: problemOf(kind.error) };
  const { object } = kind.data;
  if (object === "organization.costs.result") return readCosts(raw);
  const report = usageReports.get(object);
  if (report) return readUsage(report, raw);
  if (/^organization\.usage\..*\.result$/.test(object)) {
    return { skipped: `${object} counts no tokens: what it cost is in the costs report` };
  }
  return { refused: `${object} is not a result of the costs or usage reports` };
}

function readCosts(raw: unknown): ReadResult {
  const parsed = costs.safeParse(raw);
  if (!parsed.success) return { refused: problemOf(parsed.error) };
  const { amount, line_item: item } = parsed.data;
  if (amount.currency.toLowerCase() !== "usd") return { refused: `the amount is in ${amount.currency}, not in USD` };
  const costNanos = billedDollars(amount.value);
  if (typeof costNanos !== "bigint") return costNanos;
  return { report: "costs", line: { ...lineItem(item ?? ""), ...noTokens, costNanos, requests: 0n } };
}

/** `gpt-4o-2024-08-06, cached input` is its model and kind; a model alone is all of it; anything else another charge. */
export function lineItem(text: string): { model: string; item: string } {
  const name = text.trim().toLowerCase().replace(/\p{C}/gu, " ");
  const parts = /^(.+?),\s*(.+)$/.exec(name);
  const [, model = "", what = ""] = parts ?? [];
  const kind = parts && tokenKindOf(what);
  if (kind) return { model, item: kind };
  if (looksLikeModel.test(name)) return { model: name, item: "" };
  if (parts && looksLikeModel.test(model)) return { model, item: what };
  return { model: "", item: name };
}

const looksLikeModel = /^(ft:)?(gpt|chatgpt|codex|o\d|text-embedding|computer-use|omni|davinci|babbage)[\w.:-]*$/;

function tokenKindOf(what: string): TokenKind | null {
  if (!/(^|\s)(input|output|write|read)(\s+tokens?)?$/.test(what)) return null;
  if (/\bwrites?\b/.test(what)) return "cache_write";
  if (/\boutput\b/.test(what)) return "output";
  return /\bcached?\b/.test(what) ? "cached_input" : "uncached_input";
}

function readUsage(report: ReportKind, raw: unknown): ReadResult {
  const parsed = usage.safeParse(raw);
  if (!parsed.success) return { refused: problemOf(parsed.error) };
  const { model, num_model_requests: requests, ...counts } = parsed.data;
  const tokens: ReportTokens = {
    ...noTokens,
    inputTokens: counts.input_tokens,
    cachedInputTokens: counts.input_cached_tokens ?? 0n,
    cacheWriteTokens: counts.input_cache_write_tokens ?? 0n,
    outputTokens: counts.output_tokens ?? 0n,
  };
  if (tokens.cachedInputTokens + tokens.cacheWriteTokens > tokens.inputTokens) {
    return { refused: "the cached and cache-write tokens are more than the input tokens they are part of" };
  }
  return { report, line: { model, item: "", ...tokens, costNanos: 0n, requests } };
}
