import { z } from "zod";
import type { Prisma } from "#prisma/generated/client.ts";
import { audit } from "#server/audit.ts";
import { type Ctx, type Role, roles } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";
import { lockMembers } from "./lock-members.ts";
import { requirePermission } from "./permissions.ts";

/** Somebody who belongs to the organisation. `joinedAt` is ISO 8601 UTC. */
export type MemberInfo = { userId: string; name: string; email: string; role: Role; joinedAt: string };

/** Everybody who belongs to the organisation, by name. @throws AppError `forbidden`. */
export async function listMembers(ctx: Ctx): Promise<MemberInfo[]> {
  requirePermission(ctx, "manageMembers");
  const members = await prisma().member.findMany({
    where: { organizationId: ctx.orgId },
    include: { user: { select: { name: true, email: true } } },
    orderBy: [{ user: { name: "asc" } }, { userId: "asc" }],
  });
  return members.map(({ userId, user, role, createdAt }) => ({
    userId,
    ...user,
    role: role as Role,
    joinedAt: createdAt.toISOString(),
  }));
}

export const memberInput = z.strictObject({ userId: z.string().min(1).max(200) });
export const setMemberRoleInput = memberInput.extend({ role: z.enum(roles) });

/**
 * Gives a member another role. It holds from their next request on.
 * @throws AppError `forbidden` (only an owner makes, changes or removes owners), `not_found`, `conflict` for the last owner.
 */
export async function setMemberRole(args: { ctx: Ctx; input: z.input<typeof setMemberRoleInput> }): Promise<void> {
  const { ctx } = args;
  requirePermission(ctx, "manageMembers");
  const { userId, role } = parseInput(setMemberRoleInput, args.input);
  await prisma().$transaction(async (tx) => {
    const member = await lockedMember(tx, ctx, userId);
    if (role === "owner" && member.actorRole !== "owner") throw ownersOnly("make an owner");
    if (member.role === role) return;
    if (member.role === "owner") await requireOtherOwner(tx, ctx, userId);
    await tx.member.update({ where: { id: member.id }, data: { role } });
    const change = { before: { role: member.role }, after: { role } };
    await audit(tx, ctx, { action: "member.set_role", target: member.email, ...change });
  });
}

/**
 * Ends a membership; it is over with the next request. What the person made (keys, budgets) stays.
 * @throws AppError `forbidden`, `not_found`, `conflict` for the last owner.
 */
export async function removeMember(args: { ctx: Ctx; input: z.input<typeof memberInput> }): Promise<void> {
  requirePermission(args.ctx, "manageMembers");
  const { userId } = parseInput(memberInput, args.input);
  await endMembership(args.ctx, userId, "member.remove");
}

/** Ends one's own membership, which takes no permission. @throws AppError `conflict` for the last owner. */
export async function leaveOrganization({ ctx }: { ctx: Ctx }): Promise<void> {
  if (ctx.actor.kind !== "user") throw new AppError("forbidden", "Only people belong to organisations.");
  await endMembership(ctx, ctx.actor.id, "member.leave");
}

async function endMembership(ctx: Ctx, userId: string, action: "member.remove" | "member.leave"): Promise<void> {
  await prisma().$transaction(async (tx) => {
    const { id, role, email } = await lockedMember(tx, ctx, userId, { self: action === "member.leave" });
    if (role === "owner") await requireOtherOwner(tx, ctx, userId);
    await tx.member.delete({ where: { id } });
    await audit(tx, ctx, { action, target: email, before: { role } });
  });
}

/** The member, and as what the actor acts now, while nobody else changes members. */
async function lockedMember(tx: Prisma.TransactionClient, ctx: Ctx, userId: string, options: { self?: boolean } = {}) {
  const actorRole = await lockMembers(tx, ctx, options);
  const member = await tx.member.findUnique({
    where: { organizationId_userId: { organizationId: ctx.orgId, userId } },
    include: { user: { select: { email: true } } },
  });
  if (!member) throw new AppError("not_found", "There is no such member. They may have left or been removed already.");
  if (member.role === "owner" && actorRole !== "owner") throw ownersOnly("change or remove an owner");
  return { id: member.id, role: member.role as Role, email: member.user.email, actorRole };
}

async function requireOtherOwner(tx: Prisma.TransactionClient, { orgId }: Ctx, userId: string): Promise<void> {
  const other = await tx.member.findFirst({
    where: { organizationId: orgId, role: "owner", userId: { not: userId } },
  });
  if (other) return;
  throw new AppError(
    "conflict",
    "An organisation needs an owner, and this is the only one. Make somebody else owner first.",
  );
}

const ownersOnly = (what: string) => new AppError("forbidden", `Only an owner may ${what}.`);
