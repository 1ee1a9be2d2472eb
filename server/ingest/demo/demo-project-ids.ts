import type { OrgId } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { demoProjects } from "./demo-company.ts";

/** The projects whose figures are generated, which their pages then say; none once the demo is removed. */
export async function demoProjectIds({ orgId }: { orgId: OrgId }): Promise<string[]> {
  const settings = await prisma().orgSettings.findUnique({ where: { orgId }, select: { demo: true } });
  return settings?.demo ? demoProjects.map(({ id }) => id) : [];
}
