import { generateRandomString } from "better-auth/crypto";
import type { Prisma } from "#prisma/generated/client.ts";

/**
 * Ends every other session of the person and gives this one a new token, which it returns for the cookie: a copy of the
 * old cookie ends too.
 */
export async function endOtherSessions(
  tx: Prisma.TransactionClient,
  { id, userId }: { id: string; userId: string },
): Promise<string> {
  const token = generateRandomString(32);
  await tx.session.deleteMany({ where: { userId, id: { not: id } } });
  await tx.session.update({ where: { id }, data: { token } });
  return token;
}
