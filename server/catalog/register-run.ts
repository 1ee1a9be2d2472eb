import { z } from "zod";
import { projectIds } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { pool, prisma, statement } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";
import { identifier, label, time } from "./fields.ts";

export const runStatuses = ["running", "succeeded", "failed", "canceled"] as const;

/** What a pipeline may say of one of its runs. Whatever is left out stays as it is. */
export const registerRunInput = z.strictObject({
  id: identifier,
  projectId: identifier,
  trigger: label.optional(),
  status: z.enum(runStatuses).optional(),
  startedAt: time.optional(),
  finishedAt: time.optional(),
});

const upsertRun = statement(
  "catalog_register_run",
  `INSERT INTO pipeline_runs AS r (org_id, id, project_id, trigger, status, started_at, reported_start, finished_at)
   VALUES ($1, $2, $3, $4, $5::text, COALESCE($6::timestamptz, $7::timestamptz, $8::timestamptz), $6::timestamptz,
     CASE WHEN COALESCE($5::text, 'running') <> 'running' THEN COALESCE($7::timestamptz, $8::timestamptz) END)
   ON CONFLICT (org_id, id) DO UPDATE SET
     trigger = COALESCE(EXCLUDED.trigger, r.trigger),
     status = COALESCE(EXCLUDED.status, r.status),
     reported_start = COALESCE(EXCLUDED.reported_start, r.reported_start),
     started_at = COALESCE(EXCLUDED.reported_start, r.started_at),
     finished_at = CASE
       WHEN COALESCE(EXCLUDED.status, r.status, 'running') = 'running' THEN NULL
       ELSE COALESCE($7::timestamptz, r.finished_at, $8::timestamptz) END
   WHERE r.project_id = EXCLUDED.project_id
     AND COALESCE($7::timestamptz, r.finished_at, 'infinity')
       >= COALESCE(EXCLUDED.reported_start, r.reported_start, '-infinity')
   RETURNING id, project_id AS "projectId", trigger, status, started_at AS "startedAt", finished_at AS "finishedAt"`,
  z.object({
    id: z.string(),
    projectId: z.string(),
    trigger: z.string().nullable(),
    status: z.string().nullable(),
    startedAt: z.date(),
    finishedAt: z.date().nullable(),
  }),
);

/**
 * Registers a pipeline run or adds to what is known of it: trigger, status, times (UTC). Its costs come from the ledger.
 * @throws AppError `validation_failed`, also for an end before the start; `not_found` for an unknown project; `conflict`
 * for a run of another project. Then nothing is changed.
 */
export async function registerRun({ ctx, input }: { ctx: Ctx; input: z.input<typeof registerRunInput> }) {
  const run = parseInput(registerRunInput, input);
  if (!(await projectIds(ctx)).has(run.projectId)) {
    throw new AppError("not_found", `There is no project "${run.projectId}".`);
  }
  requireOrder(run);
  const [row] = await upsertRun(pool(), [
    ctx.orgId,
    run.id,
    run.projectId,
    run.trigger ?? null,
    run.status ?? null,
    run.startedAt ?? null,
    run.finishedAt ?? null,
    ctx.now,
  ]);
  return row ?? refuse(ctx, run.id, run.projectId);
}

/** @throws AppError `validation_failed` when both times are given and the end comes first. */
export function requireOrder({
  startedAt,
  finishedAt,
}: {
  startedAt?: string | undefined;
  finishedAt?: string | undefined;
}) {
  if (!startedAt || !finishedAt || Date.parse(finishedAt) >= Date.parse(startedAt)) return;
  throw endBeforeStart();
}

function endBeforeStart(): AppError {
  const message = "must not be before startedAt";
  return new AppError("validation_failed", `finishedAt: ${message}`, { errors: [{ path: "finishedAt", message }] });
}

/** Why the run was not changed: it is another project's, or its times contradict each other. */
async function refuse(ctx: Ctx, id: string, projectId: string): Promise<never> {
  const where = { orgId_id: { orgId: ctx.orgId, id } };
  const known = await prisma().pipelineRun.findUnique({ where, select: { projectId: true } });
  if (known && known.projectId !== projectId) {
    throw new AppError("conflict", `The run "${id}" belongs to the project "${known.projectId}".`);
  }
  throw endBeforeStart();
}
