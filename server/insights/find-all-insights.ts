import { systemCtx } from "#server/access/organizations.ts";
import { prisma } from "#server/db.ts";
import { log } from "#server/log.ts";
import { findInsights } from "./find-insights.ts";

/** Looks for insights in every organisation, one after the other. One that fails does not keep the others from theirs. */
export async function findAllInsights(): Promise<void> {
  const organizations = await prisma().organization.findMany({ select: { id: true }, orderBy: { id: "asc" } });
  for (const { id: orgId } of organizations) {
    try {
      await findInsights({ ctx: await systemCtx({ orgId, by: "insights", now: new Date() }) });
    } catch (error) {
      log.warn({ err: error, orgId }, "could not look for insights; the next hour tries again");
    }
  }
}
