import type { Prisma } from "#prisma/generated/client.ts";
import { requirePermission } from "#server/access/permissions.ts";
import { audit } from "#server/audit.ts";
import { forgetProjects } from "#server/catalog/known-projects.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { counterSteps } from "#server/ledger/rebuild-rollups.ts";
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
      const calls = await removeRows(tx, ctx.orgId, projects);
      // What is left is little; making its sums anew is far quicker than taking off what is gone.
      for (const text of counterSteps) await tx.$executeRawUnsafe(text, ctx.orgId);
      await tx.orgSettings.update({ where: { orgId: ctx.orgId }, data: { demo: false, updatedAt: ctx.now } });
      await audit(tx, ctx, { action: "demo.remove", target: ctx.orgId, before: { projects, calls } });
      return { calls };
    },
    { timeout: 120_000, maxWait: 10_000 },
  );
  forgetProjects(ctx);
  return removed;
}

/** Deletes what belongs to the projects; returns the number of calls. */
async function removeRows(tx: Prisma.TransactionClient, orgId: string, projects: string[]): Promise<number> {
  const inProjects = { orgId, projectId: { in: projects } };
  await tx.$executeRaw`
    SELECT change_holds(${orgId}, ARRAY(
      SELECT r FROM reservations r WHERE r.org_id = ${orgId} AND r.project_id = ANY (${projects}) AND r.status = 'held'), -1)`;
  await tx.$executeRaw`
    DELETE FROM usage_counters WHERE org_id = ${orgId} AND scope = 'pipeline_run' AND scope_id IN (
      SELECT r.id FROM pipeline_runs r WHERE r.org_id = ${orgId} AND r.project_id = ANY (${projects}))`;
  await tx.usageCounter.deleteMany({ where: inProjects });
  await tx.usageDaily.deleteMany({ where: inProjects });
  await tx.usageHourly.deleteMany({ where: inProjects });
  await tx.jobDaily.deleteMany({ where: inProjects });
  await tx.runMonthly.deleteMany({ where: inProjects });
  await tx.agentSession.deleteMany({ where: inProjects });
  await tx.agentJob.deleteMany({ where: inProjects });
  await tx.pipelineRun.deleteMany({ where: inProjects });
  await tx.reservation.deleteMany({ where: inProjects });
  await tx.approval.deleteMany({ where: inProjects });
  await tx.insight.deleteMany({ where: inProjects });
  await tx.insightSearch.deleteMany({ where: { orgId } });
  await tx.correction.deleteMany({ where: inProjects });
  await tx.correctionSum.deleteMany({ where: inProjects });
  await tx.closedFigure.deleteMany({ where: inProjects });
  const { count } = await tx.creditTransaction.deleteMany({ where: inProjects });

  const budgets = await tx.budget.findMany({ where: inProjects, select: { id: true } });
  const ofBudgets = { orgId, budgetId: { in: budgets.map(({ id }) => id) } };
  await tx.budgetAlert.deleteMany({ where: ofBudgets });
  await tx.budgetWindow.deleteMany({ where: ofBudgets });
  await tx.budget.deleteMany({ where: inProjects });
  await tx.billingSetting.deleteMany({ where: inProjects });
  await tx.revenueMonth.deleteMany({ where: inProjects });
  // An agent that also worked elsewhere stays.
  await tx.$executeRaw`
    DELETE FROM agents a WHERE a.org_id = ${orgId} AND a.project_id = ANY (${projects})
      AND NOT EXISTS (SELECT 1 FROM usage_daily u WHERE u.org_id = ${orgId} AND u.agent_id = a.id)`;
  // Unusual days are of no budget.
  await tx.$executeRaw`
    DELETE FROM budget_alerts b WHERE b.org_id = ${orgId} AND b.level = 'anomaly' AND (b.project_id = ANY (${projects})
      OR b.scope = 'agent' AND NOT EXISTS (SELECT 1 FROM agents a WHERE a.org_id = ${orgId} AND a.id = b.scope_id))`;
  await tx.project.deleteMany({ where: { orgId, id: { in: projects } } });
  return count;
}
