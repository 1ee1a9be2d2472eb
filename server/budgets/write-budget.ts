import type { Budget, Prisma } from "#prisma/generated/client.ts";
import { audit } from "#server/audit.ts";
import { actorName, type Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { announceEvents } from "#server/outbox.ts";
import { windowAt } from "#server/time/window.ts";
import { limitText } from "./budget-input.ts";
import { projectLimitId, projectLimitKey } from "./project-limit.ts";

type Tx = Prisma.TransactionClient;

/** A budget as it is to be, or the id of one that is to be gone. */
export type BudgetChange =
  | { id: string; remove: true; version?: number | undefined }
  | ({ id: string; remove?: false; version?: number | undefined } & BudgetValues);

export type BudgetValues = Pick<
  Budget,
  "scope" | "projectId" | "scopeId" | "window" | "unit" | "limit" | "thresholds" | "onExceeded" | "trigger"
> & { allowUnpriced: boolean; enabled: boolean };

/**
 * Writes budgets in one transaction, the organisation locked: a project's monthly limit together with its billing setting,
 * each change audited with before and after. A limit acts at once: what is already spent counts, crossed thresholds alert
 * and pause, and agents that a raised limit frees go on. A new limit, and the removal of one, ends what approvals added to
 * the one before; calls that were approved hold what they hold.
 * @throws AppError `conflict` when a budget is not at the version the caller saw, or limits something else.
 */
export async function writeBudgets(ctx: Ctx, changes: readonly BudgetChange[]): Promise<void> {
  const events = await prisma().$transaction(async (tx) => {
    // The anchor row orders this with whatever else changes the organisation's budgets and counters.
    await tx.$queryRaw`SELECT 1 FROM org_settings WHERE org_id = ${ctx.orgId} FOR NO KEY UPDATE`;
    let any = false;
    for (const change of changes) any = (await writeBudget(tx, ctx, change)) || any;
    return any;
  });
  if (events) announceEvents(ctx.orgId);
}

async function writeBudget(tx: Tx, ctx: Ctx, change: BudgetChange): Promise<boolean> {
  const key = { orgId: ctx.orgId, id: change.id };
  const before = await tx.budget.findUnique({ where: { orgId_id: key } });
  if (change.version !== undefined && change.version !== (before?.version ?? 0)) throw conflict(before);
  if (change.remove) {
    if (!before) return false;
    await tx.budget.delete({ where: { orgId_id: key } });
  } else {
    const { id: _, remove: __, version: ___, ...values } = change;
    if (before && !limitsTheSame(before, values)) throw another(before);
    if (before && same(before, values)) return false;
    const common = { ...values, updatedAt: ctx.now, updatedBy: actorName(ctx.actor) };
    await tx.budget.upsert({
      where: { orgId_id: key },
      create: { ...key, ...common, createdAt: ctx.now },
      update: { ...common, version: { increment: 1 } },
    });
  }
  const after = change.remove ? null : change;
  const now = new Date();
  const ended = before && before.limit !== after?.limit ? await endExtras(tx, ctx, before, now) : null;
  if (!after) await tx.budgetWindow.deleteMany({ where: { orgId: ctx.orgId, budgetId: change.id } });
  await mirrorProjectLimit(tx, ctx, change.id, before, after);
  await audit(tx, ctx, {
    action: after ? "budget.set" : "budget.remove",
    target: `budget:${change.id}`,
    ...(before && { before: { ...shown(before), ...(ended && { extra: ended }) } }),
    ...(after && { after: { ...shown(after), ...(ended && { extra: "0" }) } }),
  });
  const [evaluated] = await tx.$queryRaw<[{ events: boolean | null }]>`
    SELECT evaluate_budget(${ctx.orgId}, ${now}, ${change.id}) AS events`;
  const [resumed] = await tx.$queryRaw<[{ events: boolean }]>`
    SELECT resume_freed(${ctx.orgId}, ${now}, ${change.id}, ${actorName(ctx.actor)}) AS events`;
  return Boolean(evaluated.events) || resumed.events;
}

/** Ends what approvals added to a budget. Answers what of it counted now, as the audit log says it; null: nothing did. */
async function endExtras(tx: Tx, ctx: Ctx, { id, unit, window }: Budget, now: Date): Promise<string | null> {
  const where = { orgId: ctx.orgId, budgetId: id };
  const extras = await tx.budgetWindow.findMany({ where: { ...where, extra: { gt: 0 } }, orderBy: { scopeId: "asc" } });
  await tx.budgetWindow.updateMany({ where, data: { extra: 0 } });
  const from = window === "run" ? null : windowAt(window === "day" ? "day" : "month", now).start;
  const current = extras.filter(({ windowStart }) => from === null || windowStart >= from);
  const [only, ...others] = current.map(({ scopeId, extra }) => ({ scopeId, amount: limitText(extra, unit) }));
  if (!only) return null;
  return others.length === 0
    ? only.amount
    : [only, ...others].map(({ scopeId, amount }) => `${scopeId} ${amount}`).join(", ");
}

/** The project's monthly limit is also kept as a billing setting, a dollar amount as text: they never disagree. */
async function mirrorProjectLimit(
  tx: Tx,
  ctx: Ctx,
  id: string,
  before: BudgetValues | null,
  after: BudgetValues | null,
): Promise<void> {
  const projectId = (after ?? before)?.scopeId;
  if (!projectId || id !== projectLimitId(projectId)) return;
  const setting = { orgId: ctx.orgId, projectId, key: projectLimitKey };
  if (!after?.enabled) {
    await tx.billingSetting.deleteMany({ where: setting });
    return;
  }
  const value = { value: limitText(after.limit, after.unit), updatedAt: ctx.now };
  await tx.billingSetting.upsert({
    where: { orgId_projectId_key: setting },
    create: { ...setting, ...value },
    update: value,
  });
}

function same(before: BudgetValues, values: BudgetValues): boolean {
  return JSON.stringify(comparable(before)) === JSON.stringify(comparable(values));
}

const comparable = (b: BudgetValues) => ({ ...shown(b), scope: b.scope, projectId: b.projectId, scopeId: b.scopeId });

/** What the audit log shows of a budget: amounts as text. */
function shown(b: BudgetValues) {
  return {
    scope: [b.scope, b.projectId === b.scopeId ? "" : b.projectId, b.scopeId || "each"].filter(Boolean).join(":"),
    window: b.window,
    unit: b.unit,
    limit: limitText(b.limit, b.unit),
    thresholds: b.thresholds,
    onExceeded: b.onExceeded,
    trigger: b.trigger,
    allowUnpriced: b.allowUnpriced,
    enabled: b.enabled,
  };
}

/** Whom and what a budget limits stays as it was made: its alerts, its pauses and its figures speak of that. */
function limitsTheSame(before: BudgetValues, values: BudgetValues): boolean {
  const fixed = ["scope", "projectId", "scopeId", "window", "unit", "trigger"] as const;
  return fixed.every((field) => before[field] === values[field]);
}

function another(before: Budget): AppError {
  const { scope, window, unit } = shown(before);
  return new AppError(
    "conflict",
    `The budget "${before.id}" limits the ${unit} of ${scope} by ${window}, and cannot be made to limit something else. Use another id, or remove it first.`,
  );
}

function conflict(before: Budget | null): AppError {
  const now = before
    ? `It is ${shownLimit(before)} now, set by ${before.updatedBy ?? "someone"} at ${before.updatedAt.toISOString().slice(0, 16).replace("T", " ")} UTC.`
    : "It was removed.";
  return new AppError(
    "conflict",
    `Someone changed this limit while you were editing it. ${now} Look at it and save again.`,
  );
}

function shownLimit({ limit, unit }: Budget): string {
  return unit === "cost" ? `$${limitText(limit, unit)}` : `${limitText(limit, unit)} tokens`;
}
