import { expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import { registerJob } from "#server/catalog/register-job.ts";
import { registerRun } from "#server/catalog/register-run.ts";
import type { Ctx } from "#server/context.ts";
import { pool, prisma } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { rebuildRollups } from "./rebuild-rollups.ts";
import { reconcile } from "./reconcile.ts";

const now = new Date("2026-11-22T12:00:00Z");

async function organizationWithCalls(): Promise<Ctx> {
  const ctx = await testOrganization({ projects: ["web", "api"], now });
  await registerRun({ ctx, input: { id: "r1", projectId: "web", trigger: "nightly", status: "succeeded" } });
  await registerJob({
    ctx,
    input: { id: "j0", projectId: "web", agentId: "a0", runId: "r1", status: "failed", attempt: 2 },
  });
  const events = Array.from({ length: 120 }, (_, i) => ({
    id: `e${i}`,
    occurredAt: new Date(now.getTime() - i * 11 * 3_600_000).toISOString(),
    projectId: i % 3 ? "web" : "api",
    agentId: `a${i % 4}`,
    runId: i % 2 ? `r${i % 5}` : undefined,
    jobId: i % 4 ? `j${i % 7}` : undefined,
    sessionId: i % 5 ? `s${i % 6}` : undefined,
    attempt: 1 + (i % 3),
    provider: i % 6 ? "openai" : "nobody",
    model: i % 6 ? "gpt-4.1" : "unknown",
    inputTokens: 1000 + i,
    outputTokens: 10 * i,
    status: i % 9 ? "ok" : "error",
    effort: [undefined, "low", "high"][i % 3],
  }));
  expect(await recordEvents({ ctx, events })).toMatchObject({ accepted: 120, rejected: [] });
  return ctx;
}

/** Every kept row of the organisation, as text. */
async function kept({ orgId }: Ctx): Promise<string[]> {
  const tables = [
    "usage_daily",
    "usage_counters",
    "run_monthly",
    "pipeline_runs",
    "agent_jobs",
    "agent_sessions",
    "usage_hourly",
  ];
  const all = await Promise.all(
    [...tables, "job_daily", "agents", "projects"].map((table) =>
      // What a row was before its last change is no sum.
      pool().query<{ row: string }>(
        `SELECT '${table} ' || (to_jsonb(t) - '{previous_status,previous_finished_at,previous_attempt,previous_run_id,previous_started_at,previous_effort,previous_cost_nanos,previous_output_tokens}'::text[])::text AS row
         FROM ${table} t WHERE org_id = $1`,
        [orgId],
      ),
    ),
  );
  return all
    .flatMap(({ rows }) => rows.map(({ row }) => row))
    .filter((row) => !saysNothing(row))
    .sort();
}

/** A row of zeros says what no row says. */
function saysNothing(row: string): boolean {
  if (!/^(job_daily|usage_counters) /.test(row)) return false;
  const columns = JSON.parse(row.slice(row.indexOf("{"))) as Record<string, unknown>;
  return Object.values(columns).every((value) => typeof value !== "number" || value === 0);
}

const found = async ({ orgId }: Ctx) => (await reconcile()).filter((one) => one.orgId === orgId);

test("sums that were kept right stay as they are, to the last column", async () => {
  const ctx = await organizationWithCalls();
  const before = await kept(ctx);
  await rebuildRollups({ ctx });
  expect(await kept(ctx)).toEqual(before);
});

test("damaged sums are made right again, of this organisation only; what was reported and reserved stays", async () => {
  const [ctx, other] = [await organizationWithCalls(), await organizationWithCalls()];
  const before = await kept(ctx);
  for (const { orgId } of [ctx, other]) {
    const damage = [
      "UPDATE usage_daily SET cost_nanos = cost_nanos + 1 WHERE org_id = $1 AND project_id = 'web'",
      "DELETE FROM usage_daily WHERE org_id = $1 AND project_id = 'api'",
      "UPDATE usage_counters SET spent_nanos = 7, jobs = 99 WHERE org_id = $1 AND \"window\" = 'month'",
      "DELETE FROM usage_counters WHERE org_id = $1 AND \"window\" = 'day'",
      "UPDATE usage_counters SET reserved_nanos = 5 WHERE org_id = $1 AND scope = 'organization'",
      `INSERT INTO usage_counters (org_id, scope, project_id, scope_id, "window", window_start, spent_nanos, calls)
       VALUES ($1, 'project', 'gone', 'gone', 'day', '2026-01-01', 1, 1)`,
      "DELETE FROM run_monthly WHERE org_id = $1",
      "UPDATE usage_hourly SET cost_nanos = cost_nanos + 1 WHERE org_id = $1 AND project_id = ''",
      "DELETE FROM usage_hourly WHERE org_id = $1 AND project_id = 'web'",
      "UPDATE pipeline_runs SET cost_nanos = 0, job_count = 0 WHERE org_id = $1",
      "UPDATE agent_jobs SET calls = calls + 1 WHERE org_id = $1 AND NOT status_reported",
      "DELETE FROM agent_sessions WHERE org_id = $1 AND id = 's1'",
      "UPDATE job_daily SET jobs = jobs + 1, sessions = 0, succeeded_cost_nanos = 1 WHERE org_id = $1",
    ];
    for (const statement of damage) await pool().query(statement, [orgId]);
  }
  expect(await found(ctx)).not.toEqual([]);

  await rebuildRollups({ ctx });

  // What is reserved here no reservation holds: that is not for the rebuilding to decide.
  expect((await found(ctx)).filter(({ check }) => check !== "reserved = held reservations")).toEqual([]);
  expect(await found(other)).not.toEqual([]);
  const reserved = await prisma().usageCounter.findMany({ where: { orgId: ctx.orgId, reservedNanos: 5n } });
  expect(reserved.length).toBeGreaterThan(0);
  await pool().query("UPDATE usage_counters SET reserved_nanos = 0 WHERE org_id = $1", [ctx.orgId]);
  expect(await kept(ctx)).toEqual(before);
  const run = await prisma().pipelineRun.findUniqueOrThrow({ where: { orgId_id: { orgId: ctx.orgId, id: "r1" } } });
  expect(run).toMatchObject({ trigger: "nightly", status: "succeeded" });
});

test("a kept sum of unpriced tokens that is not that of the entries is found", async () => {
  const ctx = await organizationWithCalls();
  for (const table of ["usage_daily", "usage_counters"]) {
    await pool().query(`UPDATE ${table} SET unpriced_tokens = unpriced_tokens * 2 WHERE org_id = $1`, [ctx.orgId]);
  }
  expect((await found(ctx)).map(({ check }) => check)).toContain("usage_daily = entries");
});

test("ingest while it runs is neither lost nor counted twice", async () => {
  const ctx = await organizationWithCalls();
  const event = {
    projectId: "web",
    agentId: "a1",
    provider: "openai",
    model: "gpt-4.1",
    inputTokens: 5,
    outputTokens: 5,
  };
  await Promise.all([
    ...Array.from({ length: 5 }, () => rebuildRollups({ ctx })),
    ...Array.from({ length: 40 }, (_, i) =>
      recordEvents({ ctx, events: [{ ...event, id: `during-${i}`, jobId: "j9" }] }),
    ),
  ]);
  expect(await found(ctx)).toEqual([]);
});
