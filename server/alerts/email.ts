import { requirePermission } from "#server/access/permissions.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { env } from "#server/env.ts";
import { AppError } from "#server/errors.ts";
import { sendMail, sendsMail } from "#server/mail.ts";
import { adviceOf } from "./advice.ts";
import { withNames } from "./event-names.ts";
import { type EventPayload, figures, sentence } from "./event-sentence.ts";

/** Tells the owners and admins of the organisation of one domain event. @throws the mail server's error. */
export async function sendEmail({ orgId, eventId }: { orgId: string; eventId: string }): Promise<void> {
  const stored = await prisma().domainEvent.findUnique({ where: { orgId_id: { orgId, id: eventId } } });
  if (!stored || !sendsMail()) return;
  const to = await recipientsOf({ orgId });
  if (to.length === 0) return;
  const [event] = await withNames(orgId, [{ ...stored, payload: stored.payload as EventPayload }]);
  if (!event) return;
  const text = sentence(event);
  const advice = adviceOf({ level: `${event.payload.level}`, threshold: Number(event.payload.threshold) });
  const page = event.type === "ApprovalRequested" ? "approvals" : "alerts";
  await sendMail({
    to,
    subject: `Purser: ${text.replace(/\.$/, "")}`,
    text: `${[text, figures(event), advice, `${env().PURSER_URL}/dashboard/${page}`].filter((line) => line !== null).join("\n\n")}\n`,
  });
}

/** Who is told of alerts by e-mail: the owners and admins. */
async function recipientsOf({ orgId }: { orgId: string }): Promise<string[]> {
  const members = await prisma().member.findMany({
    where: { organizationId: orgId, role: { in: ["owner", "admin"] } },
    select: { user: { select: { email: true } } },
    orderBy: { user: { email: "asc" } },
  });
  return members.map(({ user }) => user.email);
}

/** How alerts reach people by e-mail: from which address, to how many; null where no mail server is configured. */
export async function mailing(ctx: Pick<Ctx, "orgId">): Promise<{ from: string; recipients: number } | null> {
  if (!sendsMail()) return null;
  return { from: env().SMTP_FROM, recipients: (await recipientsOf(ctx)).length };
}

/**
 * Sends the reader an e-mail, to see that it arrives.
 * @throws AppError `forbidden`; `conflict` where no mail server is configured, or with what it says, where it fails.
 */
export async function sendTestMail({ ctx }: { ctx: Ctx }): Promise<{ to: string }> {
  requirePermission(ctx, "setLimit");
  if (ctx.actor.kind !== "user") throw new AppError("forbidden", "A test e-mail goes to a person who is signed in.");
  if (!sendsMail())
    throw new AppError("conflict", "No mail server is configured: set SMTP_URL and start Purser again.");
  const { email } = ctx.actor;
  const text = `This is a test: alerts of Purser reach you by e-mail.\n\n${env().PURSER_URL}/dashboard/settings/alerting\n`;
  try {
    await sendMail({ to: email, subject: "Purser: test e-mail", text });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("conflict", `The mail server did not take it: ${reason}`, { cause });
  }
  return { to: email };
}
