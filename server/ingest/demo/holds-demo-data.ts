import type { OrgId } from "#server/context.ts";
import { prisma } from "#server/db.ts";

/** Whether the organisation holds generated data, which every page then says. */
export async function holdsDemoData({ orgId }: { orgId: OrgId }): Promise<boolean> {
  const settings = await prisma().orgSettings.findUnique({ where: { orgId }, select: { demo: true } });
  return settings?.demo ?? false;
}
