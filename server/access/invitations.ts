import { z } from "zod";
import { audit } from "#server/audit.ts";
import type { Ctx, Role } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { env } from "#server/env.ts";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";
import { lockMembers } from "./lock-members.ts";
import { requirePermission } from "./permissions.ts";

/** Where an invitation is accepted: who has this address may join. */
export const invitationLink = (id: string): string => new URL(`/accept-invitation/${id}`, env().PURSER_URL).href;

/** An invitation as its bearer may see it. Whoever holds the id was sent it: the id is the authority. */
export type OpenInvitation = {
  id: string;
  email: string;
  role: Role;
  organizationId: string;
  organizationName: string;
  inviterName: string;
  expiresAt: Date;
  /** True when the invited address has an account already: then it signs in, else it chooses a password. */
  hasAccount: boolean;
};

/** The invitation with this id if it can still be accepted; null when unknown, used, withdrawn or expired. */
export async function findOpenInvitation(id: string, now: Date): Promise<OpenInvitation | null> {
  const found = await prisma().invitation.findFirst({
    where: { id, status: "pending", expiresAt: { gt: now } },
    include: { organization: true, inviter: true },
  });
  if (!found) return null;
  const account = await prisma().user.findUnique({ where: { email: found.email.toLowerCase() } });
  return {
    id: found.id,
    email: found.email.toLowerCase(),
    role: (found.role ?? "member") as Role,
    organizationId: found.organizationId,
    organizationName: found.organization.name,
    inviterName: found.inviter.name || found.inviter.email,
    expiresAt: found.expiresAt,
    hasAccount: account !== null,
  };
}

/** An invitation as those see it who manage members; it is known by its address. Times are ISO 8601 UTC. */
export type PendingInvitation = {
  email: string;
  role: Role;
  inviterName: string;
  createdAt: string;
  expiresAt: string;
  /** Null where it would make an owner and the reader is none: whoever has the link may join by it. */
  link: string | null;
};

/** The invitations that can be accepted now, newest first. @throws AppError `forbidden`. */
export async function listInvitations(ctx: Ctx): Promise<PendingInvitation[]> {
  requirePermission(ctx, "manageMembers");
  const found = await prisma().invitation.findMany({
    where: { organizationId: ctx.orgId, status: "pending", expiresAt: { gt: ctx.now } },
    include: { inviter: true },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
  });
  const isOwner = ctx.actor.kind !== "user" || ctx.actor.role === "owner";
  return found.map(({ id, email, role, inviter, createdAt, expiresAt }) => ({
    email: email.toLowerCase(),
    role: (role ?? "member") as Role,
    inviterName: inviter.name || inviter.email,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    link: role === "owner" && !isOwner ? null : invitationLink(id),
  }));
}

export const revokeInvitationInput = z.strictObject({ email: z.string().trim().toLowerCase().min(1).max(320) });

/**
 * Withdraws the open invitation of an address: its link opens nothing from now on.
 * @throws AppError `forbidden`, `not_found` where there is none (any more).
 */
export async function revokeInvitation(args: {
  ctx: Ctx;
  input: z.input<typeof revokeInvitationInput>;
}): Promise<void> {
  const { ctx } = args;
  requirePermission(ctx, "manageMembers");
  const { email } = parseInput(revokeInvitationInput, args.input);
  await prisma().$transaction(async (tx) => {
    await lockMembers(tx, ctx);
    const where = { organizationId: ctx.orgId, email, status: "pending" };
    const open = await tx.invitation.findFirst({ where: { ...where, expiresAt: { gt: ctx.now } } });
    const ended = await tx.invitation.updateMany({ where, data: { status: "canceled" } });
    if (!open || ended.count === 0) {
      throw new AppError(
        "not_found",
        `There is no open invitation of ${email}. It was used, withdrawn or has expired.`,
      );
    }
    await audit(tx, ctx, { action: "member.revoke_invitation", target: email, before: { role: open.role } });
  });
}
