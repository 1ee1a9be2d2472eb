import type { Prisma } from "#prisma/generated/client.ts";
import { requirePermission } from "#server/access/permissions.ts";
import { audit } from "#server/audit.ts";
import { forgetProjects } from "#server/catalog/known-projects.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { demoProjects } from "./demo-company.ts";
import { lockDemo } from "./demo-lock.ts";

/**
 * Removes the demo's projects with everything in them (calls, runs, jobs, agents, limits, sums) in one transaction.
 * The organisation, its members and projects of its own stay, and its sums are what the rest makes. The demo is not
 * filled again.
 * @throws AppError `forbidden`, `conflict` when the organisation holds no demo data.
 */
export async function removeDemo({ ctx }: { ctx: Ctx }): Promise<{ calls: number }> {
  requirePermission(ctx, "manageOrganization");
  const removed = await prisma().$transaction(
    async (tx) => {
      // What is being added to the demo now would be left over.
      await lockDemo(tx);
      // Whoever holds the anchor is the only one that changes the organisation's sums.
      await tx.$queryRaw`SELECT 1 FROM org_settings WHERE org_id = ${ctx.orgId} FOR NO KEY UPDATE`;
      const settings = await tx.orgSettings.findUnique({ where: { orgId: ctx.orgId } });
      if (!settings?.demo) throw new AppError("conflict", "This organisation holds no demo data.");

      const projects = demoProjects.map(({ id }) => id);
      await takeOffSums(tx, ctx.orgId, projects);
      const calls = await removeRows(tx, ctx.orgId, projects);
      await tx.orgSettings.update({ where: { orgId: ctx.orgId }, data: { demo: false, updatedAt: ctx.now } });
      await audit(tx, ctx, { action: "demo.remove", target: ctx.orgId, before: { projects, calls } });
      return { calls };
    },
    { timeout: 120_000, maxWait: 10_000 },
  );
  forgetProjects(ctx);
  return removed;
}

/** Takes what the projects spent off the counters above them: of the organisation and of agents. */
async function takeOffSums(tx: Prisma.TransactionClient, orgId: string, projects: string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE usage_counters c SET
      spent_nanos = c.spent_nanos - x.cost, retry_cost_nanos = c.retry_cost_nanos - x.retry_cost,
      input_tokens = c.input_tokens - x.input, output_tokens = c.output_tokens - x.output, calls = c.calls - x.calls,
      errors = c.errors - x.errors, unpriced_calls = c.unpriced_calls - x.unpriced,
      unpriced_tokens = c.unpriced_tokens - x.unpriced_tokens
    FROM (
      SELECT s.scope, s.scope_id, w.name, w.start, sum(cost_nanos) AS cost, sum(retry_cost_nanos) AS retry_cost,
        sum(input_tokens) AS input, sum(output_tokens) AS output, sum(calls) AS calls, sum(errors) AS errors,
        sum(unpriced_calls) AS unpriced, sum(unpriced_tokens) AS unpriced_tokens
      FROM usage_daily u
      CROSS JOIN LATERAL (VALUES ('organization', u.org_id), ('agent', u.agent_id)) s (scope, scope_id)
      CROSS JOIN LATERAL (VALUES ('day', u.day), ('month', date_trunc('month', u.day)::date)) w (name, start)
      WHERE u.org_id = ${orgId} AND u.project_id = ANY (${projects})
      GROUP BY 1, 2, 3, 4
    ) x
    WHERE c.org_id = ${orgId} AND c.scope = x.scope AND c.project_id = '' AND c.scope_id = x.scope_id
      AND c."window" = x.name AND c.window_start = x.start`;
  await tx.$executeRaw`
    UPDATE usage_counters c SET
      jobs = c.jobs - x.jobs, jobs_failed = c.jobs_failed - x.failed, sessions = c.sessions - x.sessions
    FROM (
      SELECT s.scope, s.scope_id, w.name, w.start, sum(jobs) AS jobs, sum(failed) AS failed, sum(sessions) AS sessions
      FROM job_daily j
      CROSS JOIN LATERAL (VALUES ('organization', j.org_id), ('agent', j.agent_id)) s (scope, scope_id)
      CROSS JOIN LATERAL (VALUES ('day', j.day), ('month', date_trunc('month', j.day)::date)) w (name, start)
      WHERE j.org_id = ${orgId} AND j.project_id = ANY (${projects})
      GROUP BY 1, 2, 3, 4
    ) x
    WHERE c.org_id = ${orgId} AND c.scope = x.scope AND c.project_id = '' AND c.scope_id = x.scope_id
      AND c."window" = x.name AND c.window_start = x.start`;
  await tx.usageCounter.deleteMany({
    where: { orgId, projectId: "", calls: 0, jobs: 0, sessions: 0, reservedNanos: 0, reservedTokens: 0, spentNanos: 0 },
  });
}

/** Deletes what belongs to the projects; returns the number of calls. */
async function removeRows(tx: Prisma.TransactionClient, orgId: string, projects: string[]): Promise<number> {
  const inProjects = { orgId, projectId: { in: projects } };
  await tx.$executeRaw`
    DELETE FROM usage_counters WHERE org_id = ${orgId} AND scope = 'pipeline_run' AND scope_id IN (
      SELECT r.id FROM pipeline_runs r WHERE r.org_id = ${orgId} AND r.project_id = ANY (${projects}))`;
  await tx.usageCounter.deleteMany({ where: inProjects });
  await tx.usageDaily.deleteMany({ where: inProjects });
  await tx.jobDaily.deleteMany({ where: inProjects });
  await tx.runMonthly.deleteMany({ where: inProjects });
  await tx.agentSession.deleteMany({ where: inProjects });
  await tx.agentJob.deleteMany({ where: inProjects });
  await tx.pipelineRun.deleteMany({ where: inProjects });
  await tx.reservation.deleteMany({ where: inProjects });
  await tx.approval.deleteMany({ where: inProjects });
  const { count } = await tx.creditTransaction.deleteMany({ where: inProjects });

  const budgets = await tx.budget.findMany({ where: inProjects, select: { id: true } });
  await tx.budgetAlert.deleteMany({ where: { orgId, budgetId: { in: budgets.map(({ id }) => id) } } });
  await tx.budget.deleteMany({ where: inProjects });
  await tx.billingSetting.deleteMany({ where: inProjects });
  // An agent that also worked elsewhere stays.
  await tx.$executeRaw`
    DELETE FROM agents a WHERE a.org_id = ${orgId} AND a.project_id = ANY (${projects})
      AND NOT EXISTS (SELECT 1 FROM usage_daily u WHERE u.org_id = ${orgId} AND u.agent_id = a.id)`;
  await tx.project.deleteMany({ where: { orgId, id: { in: projects } } });
  return count;
}
