import type { OrgId } from "#server/context.ts";
import type { Interval } from "#server/time/range.ts";
import { dayKey, dayMs } from "#server/time/window.ts";
import { callInputs, type JobHistory, jobHistory, type LargeJob, largeJobs } from "./agent-jobs.ts";
import type { FoundInsight } from "./insight.ts";
import { modifiedScore, type RobustScale, robustScale, upperBound } from "./robust-outliers.ts";
import { contextGrowth, unusualReason } from "./unusual-reason.ts";

/** With fewer jobs nobody knows what is usual for an agent. */
export const leastJobs = 20;
/** Days of jobs that tell what is usual. */
const historyDays = 90;
/** Of one agent, so that one bad day does not hide the others. */
const mostOfAgent = 5;

type Reader = { orgId: OrgId };

/**
 * Jobs of an agent in the period with unusually many tokens: far above those of its own jobs of 90 days up to its end, on the
 * logarithm (`robust-outliers.ts`). The amount is what they cost above the median job. None with fewer than 20 jobs.
 */
export async function unusualRuns(
  ctx: Reader,
  agentId: string,
  period: Interval,
): Promise<{ jobs: number; found: FoundInsight[] }> {
  const history = await jobHistory(ctx, agentId, { ...period, start: new Date(+period.end - historyDays * dayMs) });
  const { jobs } = history;
  if (jobs < leastJobs) return { jobs, found: [] };
  const scale = robustScale(history.tokens);
  const bound = upperBound(scale);
  if (bound === null) return { jobs, found: [] };
  const found: FoundInsight[] = [];
  for (const job of await largeJobs(ctx, agentId, period, BigInt(Math.floor(bound)), mostOfAgent)) {
    const amountNanos = job.costNanos - history.medianNanos;
    if (amountNanos <= 0n && job.unpricedCalls === 0) continue;
    found.push(described(agentId, job, history, scale, await callInputs(ctx, agentId, job)));
  }
  return { jobs, found };
}

function described(
  agentId: string,
  job: LargeJob,
  history: JobHistory,
  scale: RobustScale,
  inputs: readonly number[],
): FoundInsight {
  const { jobId, runId, projectId, status, calls, unpricedCalls } = job;
  const above = job.costNanos - history.medianNanos;
  const reason = unusualReason({
    inputTokens: Number(job.inputTokens),
    outputTokens: Number(job.outputTokens),
    calls,
    callInputs: inputs,
    medianCalls: history.medianCalls,
    medianInputPerCall: Number(history.medianInputPerCall),
    medianOutput: Number(history.medianOutput),
  });
  const growth = contextGrowth(inputs);
  const tokens = job.inputTokens + job.outputTokens;
  return {
    about: jobId,
    projectId,
    agentId,
    amountNanos: above > 0n ? above : 0n,
    spentNanos: job.costNanos,
    unpricedCalls,
    first: dayKey(job.startedAt),
    last: dayKey(job.lastEventAt ?? job.startedAt),
    fingerprint: reason,
    evidence: {
      kind: "unusual_run",
      reason,
      jobId,
      runId,
      startedAt: job.startedAt.toISOString(),
      status,
      inputTokens: job.inputTokens.toString(),
      outputTokens: job.outputTokens.toString(),
      calls,
      firstInput: growth && Math.round(growth.first).toString(),
      lastInput: growth && Math.round(growth.last).toString(),
      jobs: history.jobs,
      medianNanos: history.medianNanos.toString(),
      medianTokens: history.medianTokens.toString(),
      medianCalls: history.medianCalls,
      medianInputPerCall: history.medianInputPerCall.toString(),
      medianOutput: history.medianOutput.toString(),
      score: Math.round(modifiedScore(scale, Number(tokens)) * 10) / 10,
    },
  };
}
