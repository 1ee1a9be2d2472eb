import { z } from "zod";
import { projectIds } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { pool, prisma, statement } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";
import { identifier, label, time } from "./fields.ts";
import { requireOrder, runStatuses } from "./register-run.ts";

/** What is reported of one execution of an agent. Whatever is left out stays as it is. */
export const registerJobInput = z.strictObject({
  id: identifier,
  projectId: identifier,
  agentId: identifier,
  agentType: label.optional(),
  runId: identifier.optional(),
  sessionId: identifier.optional(),
  attempt: z.int().min(1).max(10_000).optional(),
  effort: label.optional(),
  status: z.enum(runStatuses).optional(),
  startedAt: time.optional(),
  finishedAt: time.optional(),
});

const registerJobStatement = statement(
  "catalog_register_job",
  `SELECT id, project_id AS "projectId", agent_id AS "agentId", agent_type AS "agentType", run_id AS "runId",
     attempt, status, started_at AS "startedAt", finished_at AS "finishedAt"
   FROM register_job($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
  z.object({
    id: z.string(),
    projectId: z.string(),
    agentId: z.string(),
    agentType: z.string(),
    runId: z.string().nullable(),
    attempt: z.int(),
    status: z.string(),
    startedAt: z.date(),
    finishedAt: z.date().nullable(),
  }),
);

/**
 * Registers an agent job or adds to what is known of it. Once it succeeded or failed it counts among the jobs of
 * the UTC day of its end; a reported status stands over what its calls suggest.
 * @throws AppError `validation_failed`, also for an end before the start; `not_found` for an unknown project; `conflict`
 * for a job of another project or agent.
 */
export async function registerJob({ ctx, input }: { ctx: Ctx; input: z.input<typeof registerJobInput> }) {
  const job = parseInput(registerJobInput, input);
  if (!(await projectIds(ctx)).has(job.projectId)) {
    throw new AppError("not_found", `There is no project "${job.projectId}".`);
  }
  requireOrder(job);
  await requireSameOwner(ctx, job);
  const [row] = await registerJobStatement(pool(), [
    ctx.orgId,
    job.id,
    job.projectId,
    job.agentId,
    job.agentType ?? null,
    job.runId ?? null,
    job.sessionId ?? null,
    job.attempt ?? null,
    job.effort ?? null,
    job.status ?? null,
    job.startedAt ?? null,
    job.finishedAt ?? null,
    ctx.now,
  ]);
  if (!row) throw new Error("an upsert answers with its row");
  return row;
}

async function requireSameOwner(ctx: Ctx, job: { id: string; projectId: string; agentId: string }): Promise<void> {
  const known = await prisma().agentJob.findUnique({
    where: { orgId_id: { orgId: ctx.orgId, id: job.id } },
    select: { projectId: true, agentId: true },
  });
  if (!known || (known.projectId === job.projectId && known.agentId === job.agentId)) return;
  throw new AppError("conflict", `The job "${job.id}" is one of the agent "${known.agentId}" in "${known.projectId}".`);
}
