import { getProject } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { projectSeries } from "#server/ledger/queries.ts";
import { accountsBegin } from "#server/time/window.ts";

/** The UTC months in which a project has calls, priced or not, oldest first. @throws AppError `not_found`. */
export async function spendMonths({ ctx, projectId }: { ctx: Ctx; projectId: string }): Promise<string[]> {
  const [, rows] = await Promise.all([
    getProject(ctx, projectId),
    projectSeries(ctx, projectId, "month", { first: `${accountsBegin}-01`, last: "9999-12-01" }),
  ]);
  return rows.filter((row) => row.calls > 0n).map((row) => row.start.slice(0, 7));
}
