import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { AppError } from "#server/errors.ts";

const runStatement = statement(
  "catalog_run",
  `SELECT id, project_id AS "projectId", trigger, status, started_at AS "startedAt", finished_at AS "finishedAt",
     last_event_at AS "lastEventAt", cost_nanos AS "costNanos", retry_cost_nanos AS "retryCostNanos",
     input_tokens AS "inputTokens", output_tokens AS "outputTokens", calls, unpriced_calls AS "unpricedCalls",
     job_count AS "jobCount"
   FROM pipeline_runs WHERE org_id = $1 AND id = $2 AND project_id = $3`,
  z.object({
    id: z.string(),
    projectId: z.string(),
    trigger: z.string().nullable(),
    status: z.string().nullable(),
    startedAt: z.date(),
    finishedAt: z.date().nullable(),
    lastEventAt: z.date().nullable(),
    costNanos: z.bigint(),
    retryCostNanos: z.bigint(),
    inputTokens: z.bigint(),
    outputTokens: z.bigint(),
    calls: z.int(),
    unpricedCalls: z.int(),
    jobCount: z.int(),
  }),
);

/** One pipeline run with its totals over its whole life. @throws AppError `not_found`. */
export async function getRun(ctx: { orgId: OrgId }, projectId: string, runId: string) {
  const [run] = await runStatement(pool(), [ctx.orgId, runId, projectId]);
  if (!run) throw new AppError("not_found", `There is no run "${runId}" in this project.`);
  return run;
}

const neighbour = (comparison: "<" | ">", order: "ASC" | "DESC") =>
  `(SELECT id FROM pipeline_runs WHERE org_id = $1 AND project_id = $2 AND (started_at, id) ${comparison} ($3, $4)
    ORDER BY started_at ${order}, id ${order} LIMIT 1)`;

const neighboursStatement = statement(
  "catalog_run_neighbours",
  `SELECT ${neighbour("<", "DESC")} AS "previousRunId", ${neighbour(">", "ASC")} AS "nextRunId"`,
  z.object({ previousRunId: z.string().nullable(), nextRunId: z.string().nullable() }),
);

/** The runs of the project that started just before and just after this one. */
export async function runNeighbours(ctx: { orgId: OrgId }, run: { id: string; projectId: string; startedAt: Date }) {
  const [row] = await neighboursStatement(pool(), [ctx.orgId, run.projectId, run.startedAt, run.id]);
  return row ?? { previousRunId: null, nextRunId: null };
}
