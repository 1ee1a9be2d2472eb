import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import { audit } from "#server/audit.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { parseInput } from "#server/parse-input.ts";
import { line } from "./fields.ts";
import { getProject, type Project } from "./queries.ts";

/** What is left out stays. An archived project keeps its figures and still takes late charges. */
export const updateProjectInput = z.strictObject({
  name: line(100).optional(),
  archived: z.boolean().optional(),
});

/** Renames a project, archives it or takes it back. @throws AppError `forbidden`, `validation_failed`, `not_found`. */
export async function updateProject({
  ctx,
  projectId,
  input,
}: {
  ctx: Ctx;
  projectId: string;
  input: z.input<typeof updateProjectInput>;
}): Promise<Project> {
  requirePermission(ctx, "manageProjects");
  const { name, archived } = parseInput(updateProjectInput, input);
  const before = await getProject(ctx, projectId);
  const archivedAt = archived ? (before.archivedAt ?? ctx.now) : null;
  const changes = { ...(name !== undefined && { name }), ...(archived !== undefined && { archivedAt }) };
  const shown = (project: { name: string; archivedAt: Date | null }) => ({
    name: project.name,
    archived: project.archivedAt !== null,
  });
  await prisma().$transaction(async (tx) => {
    const where = { orgId_id: { orgId: ctx.orgId, id: projectId } };
    await tx.project.update({ where, data: { ...changes, updatedAt: ctx.now } });
    const after = { ...before, ...changes };
    await audit(tx, ctx, { action: "project.update", target: projectId, before: shown(before), after: shown(after) });
  });
  return getProject(ctx, projectId);
}
