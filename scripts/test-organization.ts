import { randomUUID } from "node:crypto";
import type { Ctx, OrgId } from "#server/context.ts";
import { prisma } from "#server/db.ts";

/**
 * A new organisation with projects, for one test, so that tests never see each other's rows. Returns the context that a
 * verb is called with, as Purser itself.
 */
export async function testOrganization(options: { projects?: string[]; now?: Date } = {}): Promise<Ctx> {
  const id = `org-${randomUUID().slice(0, 13)}`;
  const now = options.now ?? new Date();
  await prisma().organization.create({ data: { id, slug: id, name: `Test ${id}` } });
  await prisma().orgSettings.create({ data: { orgId: id, createdAt: now, updatedAt: now } });
  await prisma().project.createMany({
    data: (options.projects ?? ["web"]).map((project) => ({
      orgId: id,
      id: project,
      name: project,
      createdAt: now,
      updatedAt: now,
    })),
  });
  return { orgId: id as OrgId, actor: { kind: "system", name: "test" }, now };
}
