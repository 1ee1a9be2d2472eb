import { createTransport, type Transporter } from "nodemailer";
import { prisma } from "#server/db.ts";
import { env } from "#server/env.ts";
import { withNames } from "./event-names.ts";
import { type EventPayload, figures, sentence } from "./event-sentence.ts";

/** Whether e-mail is configured (`SMTP_URL`). */
export const sendsEmail = (): boolean => env().SMTP_URL !== undefined;

let transporter: Transporter | undefined;

/** Tells the owners and admins of the organisation of one domain event. @throws the mail server's error. */
export async function sendEmail({ orgId, eventId }: { orgId: string; eventId: string }): Promise<void> {
  const stored = await prisma().domainEvent.findUnique({ where: { orgId_id: { orgId, id: eventId } } });
  if (!stored || !sendsEmail()) return;
  const members = await prisma().member.findMany({
    where: { organizationId: orgId, role: { in: ["owner", "admin"] } },
    select: { user: { select: { email: true } } },
  });
  if (members.length === 0) return;
  const { SMTP_URL, SMTP_FROM, PURSER_URL } = env();
  transporter ??= createTransport(SMTP_URL);
  const [event] = await withNames(orgId, [{ ...stored, payload: stored.payload as EventPayload }]);
  if (!event) return;
  const text = sentence(event);
  const page = event.type === "ApprovalRequested" ? "approvals" : "alerts";
  await transporter.sendMail({
    from: SMTP_FROM,
    to: members.map(({ user }) => user.email),
    subject: `Purser: ${text.replace(/\.$/, "")}`,
    text: `${[text, figures(event), `${PURSER_URL}/dashboard/${page}`].filter((line) => line !== null).join("\n\n")}\n`,
  });
}
