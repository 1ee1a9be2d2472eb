import { prisma } from "#server/db.ts";

/** True when a person can sign in by password; whoever came by a one-click link has none until they set it. */
export async function hasPassword(userId: string): Promise<boolean> {
  const where = { userId, providerId: "credential", password: { not: null } };
  return (await prisma().account.count({ where })) > 0;
}
