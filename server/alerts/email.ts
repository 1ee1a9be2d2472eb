import { prisma } from "#server/db.ts";
import { env } from "#server/env.ts";
import { sendMail, sendsMail } from "#server/mail.ts";
import { withNames } from "./event-names.ts";
import { type EventPayload, figures, sentence } from "./event-sentence.ts";

/** Tells the owners and admins of the organisation of one domain event. @throws the mail server's error. */
export async function sendEmail({ orgId, eventId }: { orgId: string; eventId: string }): Promise<void> {
  const stored = await prisma().domainEvent.findUnique({ where: { orgId_id: { orgId, id: eventId } } });
  if (!stored || !sendsMail()) return;
  const members = await prisma().member.findMany({
    where: { organizationId: orgId, role: { in: ["owner", "admin"] } },
    select: { user: { select: { email: true } } },
  });
  if (members.length === 0) return;
  const [event] = await withNames(orgId, [{ ...stored, payload: stored.payload as EventPayload }]);
  if (!event) return;
  const text = sentence(event);
  const page = event.type === "ApprovalRequested" ? "approvals" : "alerts";
  await sendMail({
    to: members.map(({ user }) => user.email),
    subject: `Purser: ${text.replace(/\.$/, "")}`,
    text: `${[text, figures(event), `${env().PURSER_URL}/dashboard/${page}`].filter((line) => line !== null).join("\n\n")}\n`,
  });
}
