import { closedMonths, closingOf, correctionsOfMonth } from "#server/books/queries.ts";
import { getProject } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { organizationSeries, projectSeries } from "#server/ledger/queries.ts";
import { costOf, sumUsage } from "./figures.ts";
import { monthPeriod } from "./period.ts";

type OfMonth = { ctx: Ctx; month?: string | undefined; projectId?: string | undefined };

/**
 * The books of a UTC month (the running one where none is named) of the organisation or one of its projects: whether it is
 * closed, by whom and with what, its usage by the time of the calls, and the corrections that lie between the two. The books
 * of a closed month are what it was closed with; of an open one, its usage with the corrections that are booked in it.
 * @throws AppError `validation_failed`, `not_found`.
 */
export async function monthBooks({ ctx, month: asked, projectId }: OfMonth) {
  const { month, firstDay } = monthPeriod(asked, ctx.now);
  const range = { first: firstDay, last: firstDay };
  const [closed, corrections, series] = await Promise.all([
    closedMonths(ctx, projectId),
    correctionsOfMonth(ctx, month, projectId),
    projectId === undefined ? organizationSeries(ctx, "month", range) : projectSeries(ctx, projectId, "month", range),
    projectId !== undefined && getProject(ctx, projectId),
  ]);
  const usage = sumUsage(series);
  const bookedHere = corrections.bookedHere.map(correctionRow);
  const closing = closingOf(closed, month);
  const last = closed[0]?.month ?? null;
  const correctionNanos = closing?.correctionNanos ?? sumOf(bookedHere.map((row) => BigInt(row.costNanos)));
  const isRunning = month === monthPeriod(undefined, ctx.now).month;
  const state: "running" | "open" | "closed" = closing ? "closed" : isRunning ? "running" : "open";
  return {
    month,
    state,
    /** By the time of the calls, whenever they were recorded. */
    usage: { ...costOf(usage.costNanos), unpricedCalls: Number(usage.unpricedCalls), calls: Number(usage.calls) },
    books: {
      ...costOf(closing?.costNanos ?? usage.costNanos + correctionNanos),
      correctionNanos: correctionNanos.toString(),
      unpricedCalls: closing
        ? Number(closing.unpricedCalls)
        : bookedHere.reduce((sum, row) => sum + row.unpricedCalls, Number(usage.unpricedCalls)),
    },
    closed: closing && { at: closing.closedAt.toISOString(), by: closing.closedBy },
    /** The last closed month, which is the one that can be reopened; null where none is closed. */
    closedThrough: last,
    /** Corrections of this month's calls, by the later month in whose books they are. */
    bookedElsewhere: corrections.bookedElsewhere.map(correctionRow),
    /** Corrections of calls of earlier months, in the books of this one, by those months. */
    bookedHere,
  };
}

const sumOf = (amounts: readonly bigint[]) => amounts.reduce((sum, amount) => sum + amount, 0n);

type CorrectionSums = Awaited<ReturnType<typeof correctionsOfMonth>>["bookedHere"][number];

function correctionRow({ month, bookedMonth, costNanos, calls, unpricedCalls, corrections }: CorrectionSums) {
  return {
    month,
    bookedMonth,
    ...costOf(costNanos),
    /** Of the corrections, late calls; the others are differences of reprices. */
    calls: Number(calls),
    unpricedCalls: Number(unpricedCalls),
    corrections: Number(corrections),
  };
}
