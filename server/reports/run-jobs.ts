import { agentTypeLabel } from "#server/catalog/agent-types.ts";
import { getRun } from "#server/catalog/run-queries.ts";
import { agentTypeColour } from "#server/catalog/series-colour.ts";
import type { Ctx } from "#server/context.ts";
import { type RunJob, runCalls, runJobs } from "#server/ledger/run-queries.ts";
import { costOf } from "./figures.ts";
import { decodeCursor, encodeCursor } from "./transaction-cursor.ts";
import { transactionRows } from "./transaction-row.ts";

const pageSize = 50;

type OfRun = { ctx: Ctx; projectId: string; runId: string };

/**
 * The jobs of a run in the order they started, 50 from `cursor` on (how many came before). What they cost within the run
 * and the calls outside jobs sum to the run. @throws AppError `not_found`.
 */
export async function runJobsPage({ ctx, projectId, runId, cursor = 0 }: OfRun & { cursor?: number }) {
  await getRun(ctx, projectId, runId);
  const jobs = (await runJobs(ctx, runId)).filter((job) => job.jobId !== null);
  const end = cursor + pageSize;
  return {
    items: jobs.slice(cursor, end).map(runJobRow),
    total: jobs.length,
    nextCursor: end < jobs.length ? end : null,
  };
}

/**
 * The calls of one job of a run, or (`jobId` null) of none, in their order, 50 after `cursor`.
 * @throws AppError `not_found`, `validation_failed` for a cursor that is none.
 */
export async function runCallsPage(p: OfRun & { jobId: string | null; cursor?: string | null }) {
  const after = p.cursor ? decodeCursor(p.cursor) : undefined;
  await getRun(p.ctx, p.projectId, p.runId);
  const entries = await runCalls(p.ctx, p, { after, limit: pageSize + 1 });
  const page = entries.slice(0, pageSize);
  const last = page.at(-1);
  return {
    items: await transactionRows(p.ctx, page),
    nextCursor: entries.length > pageSize && last ? encodeCursor(last) : null,
  };
}

/** A job as the page of its run shows it. */
export function runJobRow(job: RunJob) {
  return {
    jobId: job.jobId,
    agentId: job.agentId,
    agentName: job.agentName ?? job.agentId,
    agentType: job.agentType,
    label: agentTypeLabel(job.agentType),
    colour: agentTypeColour(job.agentType),
    attempt: job.attempt,
    status: job.status,
    startedAt: job.startedAt.toISOString(),
    finishedAt: job.finishedAt?.toISOString() ?? null,
    calls: job.calls,
    errors: job.errors,
    inputTokens: Number(job.inputTokens),
    outputTokens: Number(job.outputTokens),
    ...costOf(job.costNanos),
    retryCostNanos: job.retryCostNanos.toString(),
    unpricedCalls: job.unpricedCalls,
  };
}
