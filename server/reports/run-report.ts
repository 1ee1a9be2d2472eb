import { agentTypeLabel } from "#server/catalog/agent-types.ts";
import { getRun, runNeighbours } from "#server/catalog/run-queries.ts";
import { agentTypeColour } from "#server/catalog/series-colour.ts";
import type { Ctx } from "#server/context.ts";
import { runAgents, runJobs } from "#server/ledger/run-queries.ts";
import { costOf, share } from "./figures.ts";
import { runJobRow } from "./run-jobs.ts";

/**
 * One pipeline run: totals, what failed and what retries cost, cost and share of each agent, and the runs before and
 * after. Its jobs and their calls come by the page: `runJobsPage`, `runCallsPage`. @throws AppError `not_found`.
 */
export async function runReport({ ctx, projectId, runId }: { ctx: Ctx; projectId: string; runId: string }) {
  const run = await getRun(ctx, projectId, runId);
  const [agents, groups, neighbours] = await Promise.all([
    runAgents(ctx, runId),
    runJobs(ctx, runId),
    runNeighbours(ctx, run),
  ]);
  const jobs = groups.filter((job) => job.jobId !== null);
  const outside = groups.find((job) => job.jobId === null);
  return {
    run: {
      runId: run.id,
      /** As it was reported; null where nobody did, as for a run known from its calls only. */
      status: run.status,
      trigger: run.trigger,
      startedAt: run.startedAt.toISOString(),
      finishedAt: run.finishedAt?.toISOString() ?? null,
      lastCallAt: run.lastEventAt?.toISOString() ?? null,
      ...costOf(run.costNanos),
      retryCost: costOf(run.retryCostNanos).cost,
      retryCostNanos: run.retryCostNanos.toString(),
      inputTokens: Number(run.inputTokens),
      outputTokens: Number(run.outputTokens),
      totalTokens: Number(run.inputTokens + run.outputTokens),
      calls: run.calls,
      unpricedCalls: run.unpricedCalls,
      errors: groups.reduce((sum, job) => sum + job.errors, 0),
      jobCount: jobs.length,
      failedJobs: jobs.filter((job) => job.status === "failed").length,
      retriedJobs: jobs.filter((job) => job.attempt > 1).length,
    },
    /** Calls of the run that belong to no job; null where there are none. */
    outsideJobs: outside ? runJobRow(outside) : null,
    agents: agents.map((agent) => ({
      agentId: agent.agentId,
      agentName: agent.agentName ?? agent.agentId,
      agentType: agent.agentType,
      label: agentTypeLabel(agent.agentType),
      colour: agentTypeColour(agent.agentType),
      jobs: agent.jobCount,
      calls: agent.calls,
      totalTokens: Number(agent.totalTokens),
      ...costOf(agent.costNanos),
      retryCost: costOf(agent.retryCostNanos).cost,
      retryCostNanos: agent.retryCostNanos.toString(),
      unpricedCalls: agent.unpricedCalls,
      share: share(agent.costNanos, run.costNanos),
    })),
    ...neighbours,
  };
}
