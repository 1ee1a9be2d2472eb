import type { OrgId } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { type Permission, rolesThatMay } from "./permissions.ts";

/** Somebody to ask: by their name, or their address where they have none. */
export type PermissionHolder = { name: string; email: string };

/** Who in the organisation may do something, at most three: admins before owners, who joined first before others. */
export async function permissionHolders(
  { orgId }: { orgId: OrgId },
  permission: Permission,
): Promise<PermissionHolder[]> {
  const members = await prisma().member.findMany({
    where: { organizationId: orgId, role: { in: [...rolesThatMay(permission)] } },
    select: { user: { select: { name: true, email: true } } },
    orderBy: [{ role: "asc" }, { createdAt: "asc" }],
    take: 3,
  });
  return members.map(({ user }) => user);
}
