import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Prisma } from "#prisma/generated/client.ts";
import { audit } from "#server/audit.ts";
import { type Ctx, type Role, roles } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { sendsMail } from "#server/mail.ts";
import { leaveJob } from "#server/outbox.ts";
import { parseInput } from "#server/parse-input.ts";
import { lockMembers } from "./lock-members.ts";
import { requirePermission } from "./permissions.ts";

/** How long an invitation can be accepted, in days. */
const invitationDays = 7;

export const inviteMemberInput = z.strictObject({
  email: z.email().transform((address) => address.toLowerCase()),
  role: z.enum(roles).default("member"),
});

/** The task that mails an invitation, and how often it is tried. */
export const sendInvitationTask = "send_invitation";
const maxAttempts = 6;

/**
 * An invitation that can be accepted at `/accept-invitation/<id>` until `expiresAt` (UTC). `mailed`: whether the link goes
 * to the address by e-mail.
 */
export type Invitation = { id: string; email: string; role: Role; expiresAt: Date; mailed: boolean };

/**
 * Invites an address into the organisation. Whoever has the id may join, so it is as hard to guess as a key; an earlier
 * open invitation of the address is withdrawn. It is mailed where a person invites and e-mail is configured; else the
 * caller passes the link on.
 * @throws AppError `forbidden` (only an owner makes owners), `validation_failed`, `conflict` for a member,
 * `not_found` while the organisation has no owner in whose name Purser itself could invite.
 */
export async function inviteMember({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof inviteMemberInput>;
}): Promise<Invitation> {
  requirePermission(ctx, "manageMembers");
  const { email, role } = parseInput(inviteMemberInput, input);
  const organizationId = ctx.orgId;
  const mailed = ctx.actor.kind === "user" && sendsMail();
  return prisma().$transaction(async (tx) => {
    // Of two invitations of one address at once, the later withdraws the earlier.
    const actorRole = await lockMembers(tx, ctx);
    if (role === "owner" && actorRole !== "owner") {
      throw new AppError("forbidden", "Only an owner may invite an owner.");
    }
    if (await tx.member.findFirst({ where: { organizationId, user: { email } } })) {
      throw new AppError("conflict", `${email} is a member of "${organizationId}" already.`);
    }
    const inviterId = await inviterOf(tx, ctx);
    await tx.invitation.updateMany({
      where: { organizationId, email, status: "pending" },
      data: { status: "canceled" },
    });
    const id = randomBytes(24).toString("base64url");
    const expiresAt = new Date(ctx.now.getTime() + invitationDays * 86_400_000);
    await tx.invitation.create({
      data: { id, organizationId, email, role, status: "pending", expiresAt, createdAt: ctx.now, inviterId },
    });
    // Without the id: whoever reads the log could join by it.
    await audit(tx, ctx, {
      action: "member.invite",
      target: email,
      after: { role, expiresAt: expiresAt.toISOString() },
    });
    if (mailed) await leaveJob(tx, sendInvitationTask, { invitationId: id }, { maxAttempts });
    return { id, email, role, expiresAt, mailed };
  });
}

/** Purser itself invites in the name of whoever owns the organisation longest. */
async function inviterOf(tx: Prisma.TransactionClient, { actor, orgId }: Ctx): Promise<string> {
  if (actor.kind === "user") return actor.id;
  const owner = await tx.member.findFirst({
    where: { organizationId: orgId, role: "owner" },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  if (owner) return owner.userId;
  throw new AppError("not_found", `The organisation "${orgId}" has no owner yet, in whose name to invite.`);
}
