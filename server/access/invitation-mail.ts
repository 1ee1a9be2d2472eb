import { sendMail, sendsMail } from "#server/mail.ts";
import { findOpenInvitation, invitationLink } from "./invitations.ts";

/** Mails an invitation to the invited address, if it is still open. @throws the mail server's error. */
export async function sendInvitation({ invitationId }: { invitationId: string }): Promise<void> {
  const invitation = await findOpenInvitation(invitationId, new Date());
  if (!invitation || !sendsMail()) return;
  const { email, organizationName, inviterName, role, expiresAt } = invitation;
  const until = `${expiresAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  await sendMail({
    to: email,
    subject: `${inviterName} invites you to ${organizationName} on Purser`,
    text: [
      `${inviterName} invites you to join ${organizationName} on Purser, with the role ${role}.`,
      invitationLink(invitationId),
      `The link is for you alone and works once, until ${until}. If you did not expect this, do nothing.`,
      "",
    ].join("\n\n"),
  });
}
