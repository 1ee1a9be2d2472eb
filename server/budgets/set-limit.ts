import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import { identifier } from "#server/catalog/fields.ts";
import { getProject } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { toDollars } from "#server/money/amount.ts";
import { parseInput } from "#server/parse-input.ts";
import { defaultActions, parseLimitOrNone } from "./budget-input.ts";
import { projectLimitId } from "./project-limit.ts";
import { writeBudgets } from "./write-budget.ts";

export const setLimitInput = z.strictObject({
  projectId: identifier,
  /** Dollars, up to nine decimals; 0 clears the limit. */
  limitDollars: z.number(),
  /** Whether calls stop at the limit; left out, it stays as it is (at first: they do not). */
  block: z.boolean("must be true or false").optional(),
  /** What the caller saw (0: no limit); another means that someone was faster. */
  version: z.int().optional(),
});

/**
 * Sets the monthly limit of a project, or clears it with 0: the budget and its billing setting are written together
 * and the change is audited with before and after. It counts what was already spent this month.
 * @throws AppError `forbidden`; `validation_failed` for what is no amount from 0 to 1e9 dollars with at most nine decimals;
 * `not_found` for an unknown project; `conflict` when someone changed it meanwhile.
 */
export async function setLimit({ ctx, input }: { ctx: Ctx; input: z.input<typeof setLimitInput> }) {
  requirePermission(ctx, "setLimit");
  const { projectId, limitDollars, block, version } = parseInput(setLimitInput, input);
  const limit = parseLimitOrNone(limitDollars, "cost", "limitDollars");
  await getProject(ctx, projectId);
  const id = projectLimitId(projectId);
  if (limit === null) {
    await writeBudgets(ctx, [{ id, remove: true, version }]);
    return { budgetLimit: null, budgetLimitNanos: null };
  }
  const existing = await prisma().budget.findUnique({ where: { orgId_id: { orgId: ctx.orgId, id } } });
  const actions = existing?.onExceeded ?? defaultActions.project;
  const withBlock = actions.includes("block") ? actions : [...actions, "block"];
  await writeBudgets(ctx, [
    {
      id,
      scope: "project",
      projectId,
      scopeId: projectId,
      window: "month",
      unit: "cost",
      limit,
      thresholds: existing?.thresholds ?? [80, 95, 100],
      onExceeded: block === undefined ? actions : block ? withBlock : actions.filter((action) => action !== "block"),
      trigger: "",
      allowUnpriced: existing?.allowUnpriced ?? false,
      enabled: true,
      version,
    },
  ]);
  return { budgetLimit: toDollars(limit), budgetLimitNanos: limit.toString() };
}
