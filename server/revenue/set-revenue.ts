import { z } from "zod";
import type { Prisma } from "#prisma/generated/client.ts";
import { requirePermission } from "#server/access/permissions.ts";
import { audit } from "#server/audit.ts";
import { identifier } from "#server/catalog/fields.ts";
import { getProject } from "#server/catalog/queries.ts";
import { actorName, type Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError, type FieldError } from "#server/errors.ts";
import { type NanoDollars, parseDollars, toDecimalString } from "#server/money/amount.ts";
import { parseInput } from "#server/parse-input.ts";
import { accountsBegin, dayFromKey, isMonthKey, monthKey } from "#server/time/window.ts";
import { type RevenueMonth, revenueMonths } from "./queries.ts";

const mostUnits = 1_000_000_000_000_000;

const month = z.strictObject({
  month: z.string().refine(isMonthKey, "must be a month such as 2026-11"),
  /** Dollars, up to nine decimals, as a number or a decimal text; null takes it back, left out it stays. */
  revenue: z.union([z.number(), z.string().max(64)], "must be an amount of dollars").nullish(),
  units: z.int("must be a whole number").min(0).max(mostUnits).nullish(),
});

/** Months of a product, each once. */
export const setRevenueInput = z.strictObject({
  projectId: identifier,
  months: z.array(month).min(1, "must hold at least one month").max(600, "must hold at most 600 months"),
});

type Known = { revenueNanos: NanoDollars | null; units: bigint | null };

/**
 * Sets what a product earned and delivered in some months, all of them or none, audited with what it was before. Returns
 * every month of which something is known.
 * @throws AppError `forbidden`; `not_found`; `validation_failed` for a month that is none, twice there or has not begun, and
 * for what is no amount from 0 to 1e9 dollars with at most nine decimals.
 */
export async function setRevenue({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof setRevenueInput>;
}): Promise<RevenueMonth[]> {
  requirePermission(ctx, "manageRevenue");
  const { projectId, months } = parseInput(setRevenueInput, input);
  const changes = readMonths(months, monthKey(ctx.now));
  await getProject(ctx, projectId);
  const { orgId } = ctx;
  await prisma().$transaction(async (tx) => {
    // Who comes second sees what the first one wrote.
    await tx.$queryRaw`SELECT 1 FROM projects WHERE org_id = ${orgId} AND id = ${projectId} FOR NO KEY UPDATE`;
    const rows = await tx.revenueMonth.findMany({
      where: { orgId, projectId, month: { in: changes.map((change) => dateOf(change.month)) } },
    });
    const standing = new Map(rows.map((row) => [row.month.toISOString().slice(0, 7), row]));
    const [before, after]: [Shown, Shown] = [{}, {}];
    for (const change of changes) {
      const was: Known = standing.get(change.month) ?? { revenueNanos: null, units: null };
      const is: Known = {
        revenueNanos: change.revenueNanos === undefined ? was.revenueNanos : change.revenueNanos,
        units: change.units === undefined ? was.units : change.units,
      };
      if (is.revenueNanos === was.revenueNanos && is.units === was.units) continue;
      Object.assign(before, shown(change.month, was));
      Object.assign(after, shown(change.month, is));
      await write(tx, ctx, projectId, change.month, is);
    }
    if (Object.keys(before).length > 0) {
      await audit(tx, ctx, { action: "project.set_revenue", target: projectId, before, after });
    }
  });
  return revenueMonths(ctx, projectId);
}

const dateOf = (key: string): Date => dayFromKey(`${key}-01`).start;

async function write(
  tx: Prisma.TransactionClient,
  { orgId, now, actor }: Ctx,
  projectId: string,
  key: string,
  known: Known,
): Promise<void> {
  const where = { orgId_projectId_month: { orgId, projectId, month: dateOf(key) } };
  if (known.revenueNanos === null && known.units === null) {
    await tx.revenueMonth.delete({ where });
    return;
  }
  const data = { ...known, updatedAt: now, updatedBy: actorName(actor) };
  await tx.revenueMonth.upsert({ where, create: { orgId, projectId, month: dateOf(key), ...data }, update: data });
}

type Shown = Record<string, string | null>;

/** As the audit log keeps it: by month, amounts as decimal text. */
function shown(key: string, { revenueNanos, units }: Known): Shown {
  return {
    [`${key} revenue`]: revenueNanos === null ? null : toDecimalString(revenueNanos),
    [`${key} units`]: units === null ? null : units.toString(),
  };
}

type Change = { month: string; revenueNanos?: NanoDollars | null; units?: bigint | null };

function readMonths(months: readonly z.output<typeof month>[], current: string): Change[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  const changes = months.map(({ month: key, revenue, units }, i): Change => {
    const wrong = (field: string, message: string) => errors.push({ path: `months[${i}].${field}`, message });
    if (key > current) wrong("month", `${key} has not begun. The current month is ${current} (UTC).`);
    if (key < accountsBegin) wrong("month", `${key} is before the accounts begin (${accountsBegin}).`);
    if (seen.has(key)) wrong("month", `${key} is there twice.`);
    seen.add(key);
    let revenueNanos: NanoDollars | null | undefined;
    try {
      revenueNanos = revenue === null || revenue === undefined ? revenue : parseDollars(revenue);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      wrong("revenue", error.message);
    }
    return {
      month: key,
      ...(revenueNanos !== undefined && { revenueNanos }),
      ...(units !== undefined && { units: units === null ? null : BigInt(units) }),
    };
  });
  if (errors.length === 0) return changes;
  const [first] = errors;
  throw new AppError("validation_failed", `${first?.path}: ${first?.message}`, { errors });
}
