import { z } from "@hono/zod-openapi";
import { identifier } from "#server/catalog/fields.ts";
import { registerJob, registerJobInput } from "#server/catalog/register-job.ts";
import { registerRun, registerRunInput } from "#server/catalog/register-run.ts";
import { createRestApp } from "../create-rest-app.ts";
import { jsonAnswer, jsonBody, restRoute } from "../rest-route.ts";

const params = z.object({ id: identifier });

const runSchema = z
  .object({
    id: z.string(),
    projectId: z.string(),
    trigger: z.string().nullable(),
    status: z.string().nullable(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .openapi("Run");

const jobSchema = z
  .object({
    id: z.string(),
    projectId: z.string(),
    agentId: z.string(),
    agentType: z.string(),
    runId: z.string().nullable(),
    attempt: z.int(),
    status: z.string(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .openapi("Job");

const putRun = restRoute("ingest", {
  method: "put",
  path: "/v1/runs/{id}",
  summary: "Register a pipeline run, or add to what is known of it",
  request: {
    params,
    body: jsonBody(registerRunInput.omit({ id: true }), {
      begins: { projectId: "my-project", trigger: "push", status: "running", startedAt: "2026-11-22T09:30:00Z" },
      ends: { projectId: "my-project", status: "succeeded", finishedAt: "2026-11-22T09:41:00Z" },
    }),
  },
  responses: { 200: jsonAnswer("The run as it stands.", runSchema) },
});

const putJob = restRoute("ingest", {
  method: "put",
  path: "/v1/jobs/{id}",
  summary: "Register an agent job, or add to what is known of it",
  request: {
    params,
    body: jsonBody(registerJobInput.omit({ id: true }), {
      ends: { projectId: "my-project", agentId: "triage-bot", runId: "run-12", status: "succeeded", effort: "high" },
    }),
  },
  responses: { 200: jsonAnswer("The job as it stands.", jobSchema) },
});

const withTimes = <Row extends { startedAt: Date; finishedAt: Date | null }>(row: Row) => ({
  ...row,
  startedAt: row.startedAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
});

export const runsAndJobs = createRestApp()
  .openapi(putRun, async (c) => {
    const input = { ...c.req.valid("json"), id: c.req.valid("param").id };
    return c.json(withTimes(await registerRun({ ctx: c.get("ctx"), input })), 200);
  })
  .openapi(putJob, async (c) => {
    const input = { ...c.req.valid("json"), id: c.req.valid("param").id };
    return c.json(withTimes(await registerJob({ ctx: c.get("ctx"), input })), 200);
  });
