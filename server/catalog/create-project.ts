import { z } from "zod";
import { Prisma } from "#prisma/generated/client.ts";
import { requirePermission } from "#server/access/permissions.ts";
import { audit } from "#server/audit.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";
import { identifier, line } from "./fields.ts";
import type { Project } from "./queries.ts";

export const createProjectInput = z.strictObject({ id: identifier, name: line(100).optional() });

/**
 * Makes a project (a product, a workspace): what spend is booked on and limits are set for. Its name is its id
 * unless given.
 * @throws AppError `forbidden`, `validation_failed`, `conflict` when the organisation has a project with this id.
 */
export async function createProject({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof createProjectInput>;
}): Promise<Project> {
  requirePermission(ctx, "manageProjects");
  const { id, name = id } = parseInput(createProjectInput, input);
  try {
    return await prisma().$transaction(async (tx) => {
      const project = await tx.project.create({
        data: { orgId: ctx.orgId, id, name, createdAt: ctx.now, updatedAt: ctx.now },
        select: { id: true, name: true, archivedAt: true, lastEventAt: true },
      });
      await audit(tx, ctx, { action: "project.create", target: id, after: { name } });
      return project;
    });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") {
      throw new AppError("conflict", `There is a project "${id}" already.`, { cause: error });
    }
    throw error;
  }
}
