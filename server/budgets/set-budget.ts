import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import { identifier } from "#server/catalog/fields.ts";
import { getProject } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";
import { type BudgetInput, budgetInput, defaultActions, parseLimit } from "./budget-input.ts";
import { type BudgetView, getBudget } from "./queries.ts";
import { reservedShape } from "./reserved-id.ts";
import { writeBudgets } from "./write-budget.ts";

/**
 * Sets a budget at any scope, new or in place of the one with this id, and answers with how it stands. It counts what was
 * already spent in its window, and acts at once.
 * @throws AppError `forbidden`; `validation_failed` for limits and combinations that cannot be; `not_found` for a project,
 * agent or run that is not of this organisation; `conflict` when the id is a budget's that limits something else, or when
 * `version` is given and someone was faster.
 */
export async function setBudget({ ctx, input }: { ctx: Ctx; input: z.input<typeof budgetInput> }): Promise<BudgetView> {
  requirePermission(ctx, "setLimit");
  const budget = parseInput(budgetInput, input);
  const limit = parseLimit(budget.limit, budget.unit);
  const scopeId = budget.scope === "organization" ? "" : (budget.scopeId ?? "");
  const projectId = budget.scope === "project" ? scopeId : (budget.projectId ?? "");
  await checkScope(ctx, budget, scopeId, projectId);
  checkReservedId(budget, scopeId);
  await writeBudgets(ctx, [
    {
      id: budget.id,
      scope: budget.scope,
      projectId: budget.scope === "organization" || budget.scope === "agent" ? "" : projectId,
      scopeId,
      window: budget.window,
      unit: budget.unit,
      limit,
      thresholds: budget.thresholds ?? [80, 95, 100],
      onExceeded: [...new Set(budget.onExceeded ?? defaultActions[budget.scope])],
      trigger: budget.trigger ?? "",
      allowUnpriced: budget.allowUnpriced ?? false,
      enabled: budget.enabled ?? true,
      version: budget.version,
    },
  ]);
  return getBudget(ctx, budget.id);
}

export const removeBudgetInput = z.strictObject({
  id: identifier,
  /** What the caller saw; another means that someone was faster. */
  version: z.int().optional(),
});

/** Removes a budget; agents it paused go on. @throws AppError `forbidden`, `not_found`, `conflict`. */
export async function removeBudget({ ctx, ...input }: { ctx: Ctx } & z.input<typeof removeBudgetInput>): Promise<void> {
  requirePermission(ctx, "setLimit");
  const { id, version } = parseInput(removeBudgetInput, input);
  await getBudget(ctx, id);
  await writeBudgets(ctx, [{ id, remove: true, version }]);
}

/** Nobody can set a limit on what is not there, or is another organisation's: the answer is the same for both. */
async function checkScope(ctx: Ctx, budget: BudgetInput, scopeId: string, projectId: string): Promise<void> {
  if (budget.scope === "organization" && budget.scopeId && budget.scopeId !== ctx.orgId) {
    throw new AppError("not_found", `There is no organisation "${budget.scopeId}".`);
  }
  if (projectId !== "") await getProject(ctx, projectId);
  if (scopeId === "") return;
  const where = { orgId_id: { orgId: ctx.orgId, id: scopeId } };
  if (budget.scope === "agent" && !(await prisma().agent.findUnique({ where, select: { id: true } }))) {
    throw new AppError(
      "not_found",
      `There is no agent "${scopeId}". It is registered by its first call, or with POST /api/v1/agents.`,
    );
  }
  if (budget.scope === "pipeline_run" && !(await prisma().pipelineRun.findUnique({ where, select: { id: true } }))) {
    throw new AppError("not_found", `There is no run "${scopeId}". Leave scopeId out to cap each run.`);
  }
}

/** The ids of limits that other verbs keep must go on meaning what they say. */
function checkReservedId({ id, scope, window, unit }: BudgetInput, scopeId: string): void {
  const kept = reservedShape(id);
  if (!kept) return;
  if (kept.scope === scope && kept.scopeId === scopeId && kept.window === window && kept.unit === unit) return;
  const whose = kept.scope === "organization" ? "the organisation" : `the ${kept.scope} it names`;
  const message = `is kept for the ${kept.window === "day" ? "daily" : "monthly"} ${kept.unit} limit of ${whose}. Choose another id`;
  throw new AppError("validation_failed", `id: ${message}`, { errors: [{ path: "id", message }] });
}
