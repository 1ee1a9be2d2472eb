import { agentTypeLabel } from "#server/catalog/agent-types.ts";
import { getRun, runJobs, runNeighbours } from "#server/catalog/run-queries.ts";
import { agentTypeColour } from "#server/catalog/series-colour.ts";
import type { Ctx } from "#server/context.ts";
import { runAgents, runTransactions } from "#server/ledger/transaction-queries.ts";
import { costOf, share } from "./figures.ts";
import { shownRunStatus } from "./run-status.ts";
import { transactionRow } from "./transaction-row.ts";

/** How many jobs and transactions the page of a run shows; the totals count all of them. */
const shownRows = 500;

/**
 * One pipeline run end to end: totals, retry costs apart, cost and share of each agent, its jobs and charges, and the runs
 * before and after. @throws AppError `not_found`.
 */
export async function runReport({ ctx, projectId, runId }: { ctx: Ctx; projectId: string; runId: string }) {
  const run = await getRun(ctx, projectId, runId);
  const status = shownRunStatus(run, ctx.now);
  const [agents, jobs, transactions, neighbours] = await Promise.all([
    runAgents(ctx, runId),
    runJobs(ctx, runId, shownRows),
    runTransactions(ctx, projectId, runId, shownRows),
    runNeighbours(ctx, run),
  ]);
  return {
    run: {
      runId: run.id,
      status,
      trigger: run.trigger,
      startedAt: run.startedAt.toISOString(),
      /** Reported, or the last call once no more come. */
      finishedAt: (run.finishedAt ?? (status === "finished" ? run.lastEventAt : null))?.toISOString() ?? null,
      ...costOf(run.costNanos),
      retryCost: costOf(run.retryCostNanos).cost,
      retryCostNanos: run.retryCostNanos.toString(),
      inputTokens: Number(run.inputTokens),
      outputTokens: Number(run.outputTokens),
      totalTokens: Number(run.inputTokens + run.outputTokens),
      calls: run.calls,
      unpricedCalls: run.unpricedCalls,
      jobCount: run.jobCount,
    },
    agents: agents.map((agent) => ({
      agentId: agent.agentId,
      agentType: agent.agentType,
      label: agentTypeLabel(agent.agentType),
      colour: agentTypeColour(agent.agentType),
      jobs: agent.jobCount,
      calls: agent.calls,
      totalTokens: Number(agent.totalTokens),
      ...costOf(agent.costNanos),
      retryCost: costOf(agent.retryCostNanos).cost,
      share: share(agent.costNanos, run.costNanos),
    })),
    jobs: jobs.map((job) => ({
      jobId: job.id,
      agentId: job.agentId,
      agentType: job.agentType,
      label: agentTypeLabel(job.agentType),
      colour: agentTypeColour(job.agentType),
      attempt: job.attempt,
      status: job.status,
      startedAt: job.startedAt.toISOString(),
      finishedAt: job.finishedAt?.toISOString() ?? null,
      calls: job.calls,
      inputTokens: Number(job.inputTokens),
      outputTokens: Number(job.outputTokens),
      ...costOf(job.costNanos),
      unpricedCalls: job.unpricedCalls,
    })),
    transactions: transactions.map(transactionRow),
    ...neighbours,
  };
}
