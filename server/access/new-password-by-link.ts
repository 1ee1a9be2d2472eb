import type { Prisma, PrismaClient } from "#prisma/generated/client.ts";

/** As long as the one-click link itself. */
const allowedForMs = 60 * 60_000;

const markOf = (sessionId: string) => `new-password:${sessionId}`;

/**
 * Remembers that a session was opened by a one-click link: for an hour, and once, it may set a new password without the
 * current one. It is how somebody who forgot theirs gets a new one.
 */
export async function allowNewPassword(client: PrismaClient, session: { id: string; userId: string }): Promise<void> {
  const identifier = markOf(session.id);
  const expiresAt = new Date(Date.now() + allowedForMs);
  await client.verification.create({ data: { id: identifier, identifier, value: session.userId, expiresAt } });
}

/** True while the session may set a new password without the current one. */
export async function mayReplacePassword(client: PrismaClient, sessionId: string): Promise<boolean> {
  const where = { identifier: markOf(sessionId), expiresAt: { gt: new Date() } };
  return (await client.verification.count({ where })) > 0;
}

/** Takes that right, so that of two requests at once one has it. */
export async function takeNewPassword(tx: Prisma.TransactionClient, sessionId: string): Promise<boolean> {
  const where = { identifier: markOf(sessionId), expiresAt: { gt: new Date() } };
  return (await tx.verification.deleteMany({ where })).count > 0;
}
