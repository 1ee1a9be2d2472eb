import type { NanoDollars } from "#server/money/amount.ts";

/** The providers whose reports are read. */
export const reportProviders = ["openai", "anthropic"] as const;
export type ReportProvider = (typeof reportProviders)[number];

/** `costs`: what was billed. The others: what was used, each of another endpoint of the provider, which add up. */
export type ReportKind = "costs" | "messages" | "completions" | "embeddings" | "moderations";

/** The kinds of tokens that have prices of their own, none a part of another. */
export const tokenKinds = ["uncached_input", "cached_input", "cache_write", "cache_write_1h", "output"] as const;
export type TokenKind = (typeof tokenKinds)[number];

/** Token counts as the ledger has them: the input is the whole input, the next three are parts of it. */
export type ReportTokens = {
  inputTokens: bigint;
  cachedInputTokens: bigint;
  cacheWriteTokens: bigint;
  cacheWrite1hTokens: bigint;
  outputTokens: bigint;
};

/** What a report says of one model in a stretch of time. */
export type ReportLine = ReportTokens & {
  /** As the provider writes it, in lower case; '' where the report is not by model. */
  model: string;
  /** Of costs: the token kind that was paid for, another charge by its name (`web_search`), '' all of it. Of usage ''. */
  item: string;
  costNanos: NanoDollars;
  requests: bigint;
};

/** A stretch of time of a report, from `start` up to and without `end`, within one UTC day; without lines nothing was used. */
export type ReportBucket = {
  provider: ReportProvider;
  report: ReportKind;
  start: Date;
  end: Date;
  lines: readonly ReportLine[];
};

export const noTokens: ReportTokens = {
  inputTokens: 0n,
  cachedInputTokens: 0n,
  cacheWriteTokens: 0n,
  cacheWrite1hTokens: 0n,
  outputTokens: 0n,
};

/** The counts of each kind, which sum to input and output together. */
export function byTokenKind(tokens: ReportTokens): Record<TokenKind, bigint> {
  const { inputTokens, cachedInputTokens, cacheWriteTokens, cacheWrite1hTokens, outputTokens } = tokens;
  return {
    uncached_input: inputTokens - cachedInputTokens - cacheWriteTokens - cacheWrite1hTokens,
    cached_input: cachedInputTokens,
    cache_write: cacheWriteTokens,
    cache_write_1h: cacheWrite1hTokens,
    output: outputTokens,
  };
}

/** Whether a charge is for tokens of one kind; others are for searches, containers and the like. */
export function isTokenKind(item: string): item is TokenKind {
  return (tokenKinds as readonly string[]).includes(item);
}

/** Lines of the same model and item as one, in the order of their names. */
export function mergeLines(lines: Iterable<ReportLine>): ReportLine[] {
  const merged = new Map<string, ReportLine>();
  for (const line of lines) {
    const key = `${line.model}\n${line.item}`;
    const before = merged.get(key);
    merged.set(key, before ? addLines(before, line) : line);
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

function addLines(a: ReportLine, b: ReportLine): ReportLine {
  return {
    ...a,
    costNanos: a.costNanos + b.costNanos,
    requests: a.requests + b.requests,
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    cacheWrite1hTokens: a.cacheWrite1hTokens + b.cacheWrite1hTokens,
    outputTokens: a.outputTokens + b.outputTokens,
  };
}
