import { APIError } from "better-auth/api";
import { v7 as uuidv7 } from "uuid";
import type { Prisma } from "#prisma/generated/client.ts";
import { audit } from "#server/audit.ts";
import type { OrgId } from "#server/context.ts";
import type { OpenInvitation } from "./invitations.ts";

type Joining = {
  invitation: OpenInvitation;
  /** The id of the person whose address was invited; asked for once the invitation is theirs. */
  personOf: () => Promise<string>;
  now: Date;
};

/**
 * Makes the invited person a member and marks the invitation used, in the caller's transaction. Returns the person's id.
 * @throws APIError `INVITATION_NOT_FOUND` where it was used or withdrawn meanwhile.
 */
export async function joinByInvitation(
  tx: Prisma.TransactionClient,
  { invitation, personOf, now }: Joining,
): Promise<string> {
  const { organizationId, role, email } = invitation;
  // The guard is in the statement, so of two browsers with one link one is told that the link is used up.
  const taken = await tx.invitation.updateMany({
    where: { id: invitation.id, status: "pending", expiresAt: { gt: now } },
    data: { status: "accepted" },
  });
  if (taken.count === 0) throw invitationGone();
  const userId = await personOf();
  await tx.member.upsert({
    where: { organizationId_userId: { organizationId, userId } },
    create: { id: uuidv7(), organizationId, userId, role, createdAt: now },
    update: {},
  });
  // Minted here: they belong to this organisation from now on.
  const ctx = { orgId: organizationId as OrgId, actor: { kind: "user", id: userId, email, role } as const, now };
  await audit(tx, ctx, { action: "member.join", target: email, after: { role } });
  return userId;
}

/** What to tell of a link that opens nothing any more. */
export const invitationGone = () =>
  new APIError("NOT_FOUND", {
    code: "INVITATION_NOT_FOUND",
    message: "This invitation was used, withdrawn or has expired. Ask for a new one.",
  });
