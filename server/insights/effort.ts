import type { DayRange } from "#server/time/range.ts";
import type { EffortLevel } from "./agent-jobs.ts";
import type { FoundInsight } from "./insight.ts";

/** Effort levels as agents and providers name them. */
export const lowerEfforts = ["none", "minimal", "low", "medium"];
const highEfforts = ["high", "xhigh", "max"];
const rising = [...lowerEfforts, ...highEfforts];

/** Fewer jobs of a kind prove nothing. */
const leastHigh = 10;
const leastLower = 10;

/**
 * Agents whose jobs of high effort had short outputs: no longer than the median of their jobs of lower effort in the same
 * project. The amount is what those jobs cost above as many jobs of lower effort with short outputs, at the mean; only where
 * that is at least a tenth of their cost.
 */
export function needlessEffort(
  agentId: string,
  levels: readonly EffortLevel[],
  { first, last }: DayRange,
): FoundInsight[] {
  return [...Map.groupBy(levels, ({ projectId }) => projectId)].flatMap(([projectId, ofProject]) => {
    const high = shortJobs(ofProject.filter(({ effort }) => highEfforts.includes(effort)));
    const lower = shortJobs(ofProject.filter(({ effort }) => lowerEfforts.includes(effort)));
    const [level] = ofProject;
    if (!level || level.shortOutput === null || high.jobs < leastHigh || lower.jobs < leastLower) return [];
    const amountNanos = high.costNanos - (lower.costNanos * BigInt(high.jobs)) / BigInt(lower.jobs);
    if (amountNanos * 10n < high.costNanos || high.costNanos === 0n) return [];
    return {
      about: JSON.stringify([projectId, agentId]),
      projectId,
      agentId,
      amountNanos,
      spentNanos: high.costNanos,
      unpricedCalls: 0,
      first,
      last,
      fingerprint: "",
      evidence: {
        kind: "effort",
        shortOutput: level.shortOutput.toString(),
        highJobs: high.jobs,
        highNanos: high.costNanos.toString(),
        lowerJobs: lower.jobs,
        lowerNanos: lower.costNanos.toString(),
        levels: ofProject
          .filter(({ effort }) => rising.includes(effort))
          .sort(byEffort)
          .map(({ effort, jobs, costNanos, tokens, medianNanos, medianOutput }) => ({
            effort,
            jobs,
            costNanos: costNanos.toString(),
            tokens: tokens.toString(),
            medianNanos: medianNanos.toString(),
            medianOutput: medianOutput.toString(),
          })),
      },
    };
  });
}

const byEffort = (a: EffortLevel, b: EffortLevel) => rising.indexOf(a.effort) - rising.indexOf(b.effort);

function shortJobs(levels: readonly EffortLevel[]) {
  return {
    jobs: levels.reduce((sum, { shortJobs: jobs }) => sum + jobs, 0),
    costNanos: levels.reduce((sum, { shortNanos }) => sum + shortNanos, 0n),
  };
}
