import type { DayRange } from "#server/time/range.ts";
import type { FoundInsight } from "./insight.ts";
import type { AgentJobCounts, AgentModelUsage } from "./usage-by-agent.ts";

/** Retries cost at least this share of an agent's spend in a project before they are worth a look: one in twenty. */
const oneIn = 20n;

/**
 * Agents that spent at least 5 % in a project on second and further attempts. The amount is what those attempts cost, all of
 * it, which a first attempt that succeeds would have saved.
 */
export function retryCosts(
  usage: readonly AgentModelUsage[],
  jobs: readonly AgentJobCounts[],
  { first, last }: DayRange,
): FoundInsight[] {
  const key = ({ projectId, agentId }: { projectId: string; agentId: string }) => JSON.stringify([projectId, agentId]);
  const jobsOf = new Map(jobs.map((counts) => [key(counts), counts]));
  return [...Map.groupBy(usage, key)].flatMap(([about, rows]) => {
    const amountNanos = rows.reduce((sum, { retryCostNanos }) => sum + retryCostNanos, 0n);
    const spentNanos = rows.reduce((sum, { costNanos }) => sum + costNanos, 0n);
    const [row] = rows;
    if (!row || amountNanos === 0n || amountNanos * oneIn < spentNanos) return [];
    const { projectId, agentId } = row;
    const { jobs: ended = 0, failed = 0, retried = 0 } = jobsOf.get(about) ?? {};
    return {
      about,
      projectId,
      agentId,
      amountNanos,
      spentNanos,
      unpricedCalls: 0,
      first,
      last,
      fingerprint: "",
      evidence: { kind: "retries", jobs: ended, failed, retried },
    };
  });
}
