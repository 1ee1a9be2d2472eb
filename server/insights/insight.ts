import { z } from "zod";

/** What insights are about, in the order in which pages list them. */
export const insightKinds = ["unusual_run", "retries", "caching", "cheaper_model", "effort"] as const;
export type InsightKind = (typeof insightKinds)[number];

/** Amounts and token counts travel as text: JSON has no 64-bit integers. */
const nanos = z.string();
const tokens = z.string();
const count = z.int();

/** Why a job used more tokens than its agent's others, of the reasons that can be told from its figures. */
export const unusualReasons = ["growing_context", "many_calls", "long_prompt", "long_output"] as const;

/** An agent job with far more tokens than the agent's jobs have: `median…` are those of `jobs` jobs of 90 days. */
const unusualRunEvidence = z.object({
  kind: z.literal("unusual_run"),
  reason: z.enum(unusualReasons),
  jobId: z.string(),
  runId: z.string().nullable(),
  startedAt: z.string(),
  status: z.string(),
  inputTokens: tokens,
  outputTokens: tokens,
  calls: count,
  /** Input tokens of a call, at the mean, over the first and the last third of its calls; null for fewer than six. */
  firstInput: tokens.nullable(),
  lastInput: tokens.nullable(),
  jobs: count,
  medianNanos: nanos,
  medianTokens: tokens,
  medianCalls: count,
  medianInputPerCall: tokens,
  medianOutput: tokens,
  /** Modified z-score on the logarithm of tokens. */
  score: z.number(),
});

/** What an agent's second and further attempts cost; jobs that ended in the period, how many failed, how many were retries. */
const retriesEvidence = z.object({
  kind: z.literal("retries"),
  jobs: count,
  failed: count,
  retried: count,
});

/** What caching would have saved (`uncached`), or cost more than it saved (`unread_writes`), at the model's list price. */
const cachingEvidence = z.object({
  kind: z.literal("caching"),
  problem: z.enum(["uncached", "unread_writes"]),
  provider: z.string(),
  model: z.string(),
  calls: count,
  inputTokens: tokens,
  cachedTokens: tokens,
  writtenTokens: tokens,
  /** Input that stood in the call before it of the same session, at most five minutes earlier; of it, what was not read. */
  repeatedTokens: tokens,
  missedTokens: tokens,
  /** The same calls at the list price: as they were, with caching on for all of them, without any. */
  asItWasNanos: nanos,
  cachedNanos: nanos,
  uncachedNanos: nanos,
  /** Only the agent's latest calls were read: there are more in the period. */
  partial: z.boolean(),
});

/** What the same tokens would have cost on another model, the suggested one first. */
const cheaperModelEvidence = z.object({
  kind: z.literal("cheaper_model"),
  provider: z.string(),
  providerLabel: z.string(),
  model: z.string(),
  calls: count,
  inputTokens: tokens,
  cachedTokens: tokens,
  outputTokens: tokens,
  alternatives: z
    .array(
      z.object({
        provider: z.string(),
        providerLabel: z.string(),
        model: z.string(),
        costNanos: nanos,
        sameProvider: z.boolean(),
        /** The organisation called it in the period. */
        usedHere: z.boolean(),
      }),
    )
    .min(1),
  partial: z.boolean(),
});

/** High effort on jobs whose output is no longer than the median of the agent's jobs of lower effort. */
const effortEvidence = z.object({
  kind: z.literal("effort"),
  /** Output tokens up to which a job counts as short. */
  shortOutput: tokens,
  highJobs: count,
  highNanos: nanos,
  lowerJobs: count,
  lowerNanos: nanos,
  /** The agent's jobs in the period by effort, from the lowest level, where it is one that is known. */
  levels: z.array(
    z.object({
      effort: z.string(),
      jobs: count,
      costNanos: nanos,
      tokens,
      medianNanos: nanos,
      medianOutput: tokens,
    }),
  ),
});

export const insightEvidence = z.discriminatedUnion("kind", [
  unusualRunEvidence,
  retriesEvidence,
  cachingEvidence,
  cheaperModelEvidence,
  effortEvidence,
]);
export type InsightEvidence = z.infer<typeof insightEvidence>;

/**
 * What a search found. `amountNanos` is the money it is about (to save, or spent beyond the usual), `spentNanos` the spend
 * it is a part of; both in nano-dollars, of the days from `first` to `last` (UTC). `about` tells it from others of its kind.
 */
export type FoundInsight = {
  about: string;
  projectId: string;
  agentId: string;
  amountNanos: bigint;
  spentNanos: bigint;
  unpricedCalls: number;
  first: string;
  last: string;
  /** Other evidence than before has another one: then what was dismissed comes back. */
  fingerprint: string;
  evidence: InsightEvidence;
};
