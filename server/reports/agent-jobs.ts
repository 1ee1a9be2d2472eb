import { getAgent } from "#server/catalog/agent-queries.ts";
import type { Ctx } from "#server/context.ts";
import { agentJobCalls, agentJobs } from "#server/ledger/agent-job-queries.ts";
import { costOf } from "./figures.ts";
import { decodeCursor, encodeCursor } from "./transaction-cursor.ts";
import { transactionRows } from "./transaction-row.ts";

const pageSize = 50;

type OfAgent = { ctx: Ctx; agentId: string; cursor?: string | null };

/**
 * The log of an agent's executions (jobs), that which started last first, 50 after `cursor`.
 * @throws AppError `not_found`, `validation_failed` for a cursor that is none.
 */
export async function agentJobsPage({ ctx, agentId, cursor }: OfAgent) {
  const at = cursor ? decodeCursor(cursor) : undefined;
  const after = at && { startedAt: at.occurredAt, id: at.id };
  const [, jobs] = await Promise.all([getAgent(ctx, agentId), agentJobs(ctx, agentId, { after, limit: pageSize + 1 })]);
  const page = jobs.slice(0, pageSize);
  const last = page.at(-1);
  return {
    items: page.map(({ costNanos, ...job }) => ({
      ...job,
      startedAt: job.startedAt.toISOString(),
      finishedAt: job.finishedAt?.toISOString() ?? null,
      lastEventAt: job.lastEventAt?.toISOString() ?? null,
      inputTokens: Number(job.inputTokens),
      outputTokens: Number(job.outputTokens),
      ...costOf(costNanos),
    })),
    nextCursor: jobs.length > pageSize && last ? encodeCursor({ occurredAt: last.startedAt, id: last.jobId }) : null,
  };
}

/**
 * The calls of one of them in their order, 50 after `cursor`.
 * @throws AppError `not_found`, `validation_failed` for a cursor that is none.
 */
export async function agentJobCallsPage({ ctx, agentId, jobId, cursor }: OfAgent & { jobId: string }) {
  const after = cursor ? decodeCursor(cursor) : undefined;
  const entries = await agentJobCalls(ctx, { agentId, jobId }, { after, limit: pageSize + 1 });
  const page = entries.slice(0, pageSize);
  const last = page.at(-1);
  return {
    items: await transactionRows(ctx, page),
    nextCursor: entries.length > pageSize && last ? encodeCursor(last) : null,
  };
}
