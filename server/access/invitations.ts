import { prisma } from "#server/db.ts";

/** An invitation as its bearer may see it. Whoever holds the id was sent it: the id is the authority. */
export type OpenInvitation = {
  id: string;
  email: string;
  role: string;
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
    role: found.role ?? "member",
    organizationId: found.organizationId,
    organizationName: found.organization.name,
    inviterName: found.inviter.name || found.inviter.email,
    expiresAt: found.expiresAt,
    hasAccount: account !== null,
  };
}
