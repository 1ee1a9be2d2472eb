import { z } from "zod";
import { audit } from "#server/audit.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { parseInput } from "#server/parse-input.ts";
import { requirePermission } from "./permissions.ts";

/** What an organisation is called. `createdAt` is ISO 8601 UTC. */
export type OrganizationInfo = { id: string; name: string; createdAt: string };

/** The organisation itself. */
export async function organizationInfo({ orgId }: Pick<Ctx, "orgId">): Promise<OrganizationInfo> {
  const { id, name, createdAt } = await prisma().organization.findUniqueOrThrow({ where: { id: orgId } });
  return { id, name, createdAt: createdAt.toISOString() };
}

export const renameOrganizationInput = z.strictObject({
  name: z.string().trim().min(1, "must not be empty").max(100, "must be at most 100 characters"),
});

/** Changes the name that people see; the id stays. @throws AppError `forbidden`, `validation_failed`. */
export async function renameOrganization(args: {
  ctx: Ctx;
  input: z.input<typeof renameOrganizationInput>;
}): Promise<void> {
  const { ctx } = args;
  requirePermission(ctx, "manageOrganization");
  const { name } = parseInput(renameOrganizationInput, args.input);
  await prisma().$transaction(async (tx) => {
    const where = { id: ctx.orgId };
    const before = await tx.organization.findUniqueOrThrow({ where });
    if (before.name === name) return;
    await tx.organization.update({ where, data: { name } });
    const change = { before: { name: before.name }, after: { name } };
    await audit(tx, ctx, { action: "organization.rename", target: "organization", ...change });
  });
}
