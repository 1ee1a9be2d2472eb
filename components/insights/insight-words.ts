import type { InsightEvidence, InsightKind } from "#server/insights/insight.ts";
import type { InsightView } from "#server/insights/queries.ts";
import { counted, formatDollars, formatExact, formatShare, formatTokens } from "#server/money/format.ts";

/** What kinds of insights are called. */
export const kindLabels: Record<InsightKind, string> = {
  cheaper_model: "Cheaper Models",
  caching: "Caching",
  retries: "Retries",
  effort: "Effort",
  unusual_run: "Unusual Runs",
};

/** What an insight says: what it is, what its money is, why, what to do, and how that was worked out. */
export type InsightWords = { title: string; amount: string; why: string; todo: string; method: string };

type Of<Kind extends InsightKind> = InsightView & { evidence: Extract<InsightEvidence, { kind: Kind }> };

/** The words of an insight. */
export function insightWords(insight: InsightView): InsightWords {
  const { evidence } = insight;
  if (evidence.kind === "unusual_run") return unusualRun(insight.agentName, evidence);
  if (evidence.kind === "retries") return retries(insight, evidence);
  if (evidence.kind === "caching") return caching(insight.agentName, evidence);
  if (evidence.kind === "cheaper_model") return cheaperModel(insight, evidence);
  return effort(insight.agentName, evidence);
}

const dollars = (nanos: string) => formatDollars(BigInt(nanos));
const tokens = (count: string | bigint) => formatTokens(BigInt(count));
const plural = (count: number, one: string, many: string) => (count === 1 ? one : many);

/** How many times as much: `31 times`, `2.4 times`. */
export function timesText(part: bigint, whole: bigint): string {
  if (whole === 0n) return "many times";
  const tenths = (part * 10n) / whole;
  return tenths < 100n ? `${tenths / 10n}.${tenths % 10n} times` : `${formatExact(tenths / 10n)} times`;
}

function unusualRun(agent: string, evidence: Of<"unusual_run">["evidence"]): InsightWords {
  const used = BigInt(evidence.inputTokens) + BigInt(evidence.outputTokens);
  const perCall = BigInt(evidence.inputTokens) / BigInt(Math.max(1, evidence.calls));
  const calls = counted(evidence.calls, "call");
  const reasons = {
    growing_context: {
      why: `Its conversation grew: of its ${calls}, those of the first third took ${tokens(evidence.firstInput ?? "0")} input tokens each, those of the last third ${tokens(evidence.lastInput ?? "0")}. Every call sends the whole conversation again.`,
      todo: "Compact the conversation: have what came before summarised, and go on from the summary.",
    },
    many_calls: {
      why: `It made ${calls}, where ${formatExact(evidence.medianCalls)} ${plural(evidence.medianCalls, "is", "are")} usual, at ${tokens(perCall)} input tokens each (usually ${tokens(evidence.medianInputPerCall)}).`,
      todo: "Split the task into smaller ones, and look whether the agent went round in circles.",
    },
    long_prompt: {
      why: `Its prompts were long: ${tokens(perCall)} input tokens a call, where ${tokens(evidence.medianInputPerCall)} are usual, for ${tokens(evidence.outputTokens)} tokens of output in all.`,
      todo: "Shorten the prompt: leave out the files, tool results and history that this task does not need.",
    },
    long_output: {
      why: `It wrote ${tokens(evidence.outputTokens)} tokens, where ${tokens(evidence.medianOutput)} are usual.`,
      todo: "Ask for shorter answers, limit the output tokens of a call, or split the task.",
    },
  };
  return {
    title: `${agent} used ${tokens(used)} tokens in one job, ${timesText(used, BigInt(evidence.medianTokens))} its median`,
    amount: "above its median job",
    ...reasons[evidence.reason],
    method: `Compared with ${counted(evidence.jobs, "job")} of this agent in 90 days, on the logarithm of their tokens: a modified z-score of ${evidence.score.toFixed(1)}, where more than 3.5 is unusual.`,
  };
}

function retries(insight: InsightView, evidence: Of<"retries">["evidence"]): InsightWords {
  const { agentName, amountNanos, spentNanos } = insight;
  const share = formatShare(BigInt(amountNanos), BigInt(spentNanos));
  const { jobs, retried, failed } = evidence;
  return {
    title: `${agentName} spent ${share} of its money on retries`,
    amount: "spent on retries",
    why:
      retried > 0
        ? `${formatExact(retried)} of its ${counted(jobs, "job")} ${plural(retried, "was a second or further attempt", "were second or further attempts")}; ${formatExact(failed)} failed.`
        : "Its calls name an attempt, but no job that ended, so attempts are not counted here.",
    todo: "Look at why first attempts fail, before paying for another: a failed run shows its steps and errors.",
    method: "All that attempts above the first cost in the period. A first attempt that succeeds would have saved it.",
  };
}

function caching(agent: string, evidence: Of<"caching">["evidence"]): InsightWords {
  const asItWas = dollars(evidence.asItWasNanos);
  const method =
    "At the list price of today, calls that were charged otherwise left out. Input counts as repeated if it stood in the call before of the same session, at most five minutes earlier, in a prompt no longer than this one.";
  if (evidence.problem === "unread_writes") {
    return {
      title: `${agent} pays more to write the cache than it saves by reading it`,
      amount: "lost by caching",
      why: `With ${evidence.model} it wrote ${tokens(evidence.writtenTokens)} tokens to the cache and read ${tokens(evidence.cachedTokens)}. Without any caching the same calls would have cost ${dollars(evidence.uncachedNanos)} instead of ${asItWas}.`,
      todo: "Turn caching off for prompts that are not sent again within minutes, or send calls that share a prompt closer together.",
      method,
    };
  }
  const missed =
    evidence.missedTokens === evidence.repeatedTokens
      ? "none of those were read"
      : `${tokens(evidence.missedTokens)} of those were not read`;
  return {
    title: `${agent} likely paid anew for ${tokens(evidence.missedTokens)} tokens of input it had just sent`,
    amount: "less with caching",
    why: `With ${evidence.model}, ${tokens(evidence.repeatedTokens)} of its ${tokens(evidence.inputTokens)} input tokens repeat the call before them, and ${missed} from the cache. Had they been, and the rest of every prompt written to it, these calls would have cost ${dollars(evidence.cachedNanos)} instead of ${asItWas}.`,
    todo: "Keep what repeats at the beginning of the prompt and unchanged (instructions, tools, files, then the conversation), and turn prompt caching on where the provider asks for it.",
    method,
  };
}

function cheaperModel({ agentName, spentNanos }: InsightView, evidence: Of<"cheaper_model">["evidence"]): InsightWords {
  const [suggested] = evidence.alternatives;
  const other = suggested?.model ?? "";
  const tokenizers = suggested?.sameProvider
    ? "Quality differs, and a tokenizer may count the same text differently."
    : "Quality differs, and so do tokenizers: another maker’s may count up to a third more for the same text.";
  return {
    title: `On ${other}, ${agentName}’s calls to ${evidence.model} would have cost ${dollars(suggested?.costNanos ?? "0")} instead of ${dollars(spentNanos)}`,
    amount: `less on ${other}`,
    why: `${counted(evidence.calls, "call")} took ${tokens(evidence.inputTokens)} tokens in (${tokens(evidence.cachedTokens)} from the cache) and ${tokens(evidence.outputTokens)} out.`,
    todo: `Try ${other} on its simpler tasks first. ${tokenizers}`,
    method:
      "The same tokens, cached as they were, at today’s list prices of each model with its context tiers. Left out are calls whose agent reported another cost than the list’s, and models whose context window is too small.",
  };
}

function effort(agent: string, evidence: Of<"effort">["evidence"]): InsightWords {
  const mean = (nanos: string, jobs: number) => formatDollars(BigInt(nanos) / BigInt(Math.max(1, jobs)));
  return {
    title: `${agent} used high effort on ${counted(evidence.highJobs, "job")} with little output`,
    amount: "above lower effort",
    why: `They wrote at most ${tokens(evidence.shortOutput)} tokens, the median of its jobs of lower effort, and cost ${mean(evidence.highNanos, evidence.highJobs)} each on average. Its ${formatExact(evidence.lowerJobs)} jobs of lower effort that wrote as little cost ${mean(evidence.lowerNanos, evidence.lowerJobs)}.`,
    todo: "Give such jobs low or medium effort, and keep high effort for hard ones.",
    method:
      "What these jobs cost above as many jobs of lower effort with as little output. Their models and inputs may differ, too.",
  };
}
