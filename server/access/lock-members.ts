import type { Prisma } from "#prisma/generated/client.ts";
import type { Ctx, Role } from "#server/context.ts";
import { AppError } from "#server/errors.ts";
import { requirePermission } from "./permissions.ts";

/**
 * Makes changes of an organisation's members and invitations wait for each other, in the caller's transaction, and reads
 * anew as what the actor acts: whoever was demoted a moment ago decides nothing any more. Purser itself acts as an owner.
 * @throws AppError `forbidden` for somebody who is no member any more, or, unless it is about `self`, may not manage them.
 */
export async function lockMembers(
  tx: Prisma.TransactionClient,
  { orgId, actor }: Ctx,
  { self = false } = {},
): Promise<Role> {
  await tx.$queryRaw`SELECT 1 FROM organizations WHERE id = ${orgId} FOR NO KEY UPDATE`;
  if (actor.kind !== "user") return "owner";
  const key = { organizationId_userId: { organizationId: orgId, userId: actor.id } };
  const member = await tx.member.findUnique({ where: key });
  if (!member) throw new AppError("forbidden", "You are no member of this organisation any more.");
  const role = member.role as Role;
  if (!self) requirePermission({ actor: { ...actor, role } }, "manageMembers");
  return role;
}
