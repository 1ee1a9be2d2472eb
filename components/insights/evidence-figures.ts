import type { InsightView } from "#server/insights/queries.ts";
import { formatDollars, formatExact, formatExactDollars, formatShare, formatTokens } from "#server/money/format.ts";

/** One figure: its short text, the exact one for its tooltip, and what it is compared with. */
type Figure = { name: string; value: string; exact?: string; beside?: string };

const tokens = (name: string, count: string, beside?: string): Figure => ({
  name,
  value: formatTokens(BigInt(count)),
  exact: formatExact(BigInt(count)),
  ...(beside && { beside }),
});
const dollars = (name: string, nanos: string, beside?: string): Figure => ({
  name,
  value: formatDollars(BigInt(nanos)),
  exact: formatExactDollars(BigInt(nanos)),
  ...(beside && { beside }),
});
const count = (name: string, value: number, beside?: string): Figure => ({
  name,
  value: formatExact(value),
  ...(beside && { beside }),
});
const usually = (text: string) => `usually ${text}`;
const short = (value: string) => formatTokens(BigInt(value));
const share = (part: string, whole: string) => formatShare(BigInt(part), BigInt(whole));

/** The figures that an insight rests on, without those of its table. */
export function evidenceFigures({ evidence, spentNanos }: InsightView): Figure[] {
  switch (evidence.kind) {
    case "unusual_run": {
      const all = (BigInt(evidence.inputTokens) + BigInt(evidence.outputTokens)).toString();
      const perCall = (BigInt(evidence.inputTokens) / BigInt(Math.max(1, evidence.calls))).toString();
      return [
        dollars("Cost", spentNanos, usually(formatDollars(BigInt(evidence.medianNanos)))),
        tokens("Tokens", all, usually(short(evidence.medianTokens))),
        count("Calls", evidence.calls, usually(formatExact(evidence.medianCalls))),
        tokens("Input a Call", perCall, usually(short(evidence.medianInputPerCall))),
        ...(evidence.reason === "growing_context" && evidence.firstInput && evidence.lastInput
          ? [
              tokens("Input, First Third", evidence.firstInput, "of its calls, each"),
              tokens("Input, Last Third", evidence.lastInput, "of its calls, each"),
            ]
          : []),
        tokens("Output", evidence.outputTokens, usually(short(evidence.medianOutput))),
        { name: "Job", value: evidence.jobId, beside: evidence.status },
      ];
    }
    case "retries":
      return [
        dollars("Spent in All", spentNanos),
        count("Jobs", evidence.jobs),
        count("Retries", evidence.retried),
        count("Failed", evidence.failed),
      ];
    case "caching":
      return [
        dollars("As It Was", evidence.asItWasNanos),
        dollars("With Caching", evidence.cachedNanos),
        dollars("Without Caching", evidence.uncachedNanos),
        count("Calls", evidence.calls),
        tokens("Input", evidence.inputTokens),
        tokens(
          "Read from Cache",
          evidence.cachedTokens,
          `${share(evidence.cachedTokens, evidence.inputTokens)} of input`,
        ),
        tokens("Written to Cache", evidence.writtenTokens),
        tokens("Repeated Input", evidence.repeatedTokens, `${short(evidence.missedTokens)} not read from the cache`),
      ];
    case "cheaper_model":
      return [
        dollars("Cost", spentNanos, `on ${evidence.model}`),
        count("Calls", evidence.calls),
        tokens("Input", evidence.inputTokens),
        tokens(
          "Read from Cache",
          evidence.cachedTokens,
          `${share(evidence.cachedTokens, evidence.inputTokens)} of input`,
        ),
        tokens("Output", evidence.outputTokens),
      ];
    case "effort":
      return [
        dollars("High Effort", evidence.highNanos, `${formatExact(evidence.highJobs)} jobs with little output`),
        dollars("Lower Effort", evidence.lowerNanos, `${formatExact(evidence.lowerJobs)} jobs with little output`),
        tokens("Little Output", evidence.shortOutput, "tokens or fewer"),
      ];
  }
}
