import { z } from "zod";
import { bookMonth } from "#server/books/close-month.ts";
import { monthsToClose } from "#server/books/closing.ts";
import { currentBooks } from "#server/books/queries.ts";
import type { Ctx } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { organizationSeries } from "#server/ledger/queries.ts";
import { parseInput } from "#server/parse-input.ts";
import { monthRange } from "#server/time/range.ts";
import { addDays } from "#server/time/window.ts";
import { costOf, sumUsage } from "./figures.ts";

export const closePreviewInput = z.strictObject({ month: bookMonth });

const holdsStatement = statement(
  "reports_holds_before",
  `SELECT count(*)::int AS holds, COALESCE(sum(amount_nanos), 0)::bigint AS nanos
   FROM reservations WHERE org_id = $1 AND status = 'held' AND created_at < $2::date`,
  z.object({ holds: z.int(), nanos: z.bigint() }),
);

/**
 * What closing a month would close, and what speaks for waiting: calls without a price, reservations of that time that are
 * still open, days without any call since the first one. None of it forbids the close.
 */
export async function closePreview({ ctx, input }: { ctx: Ctx; input: z.input<typeof closePreviewInput> }) {
  const { month } = parseInput(closePreviewInput, input);
  const books = await currentBooks(ctx);
  const months = monthsToClose(books, month);
  const first = `${months[0] ?? month}-01`;
  const { last } = monthRange(month);
  const [usage, days, [open]] = await Promise.all([
    organizationSeries(ctx, "month", { first, last }),
    organizationSeries(ctx, "day", { first, last }),
    holdsStatement(pool(), [ctx.orgId, addDays(last, 1)]),
  ]);
  const called = new Set(days.filter((day) => day.calls > 0n).map((day) => day.start));
  // Before the first call of all there was nothing to be missed.
  const from = books.firstUse === first.slice(0, 7) ? (days.find((day) => day.calls > 0n)?.start ?? first) : first;
  return {
    months: months.map((key) => {
      const of = sumUsage(usage.filter((row) => row.start.startsWith(key)));
      return { month: key, ...costOf(of.costNanos), calls: Number(of.calls), unpricedCalls: Number(of.unpricedCalls) };
    }),
    openReservations: open?.holds ?? 0,
    openNanos: (open?.nanos ?? 0n).toString(),
    missingDays: months.length === 0 || books.firstUse === null ? [] : missingDays(from, last, called),
  };
}

/** Days without a call, as stretches of days that follow each other. */
function missingDays(first: string, last: string, called: ReadonlySet<string>): { first: string; last: string }[] {
  const stretches: { first: string; last: string }[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) {
    if (called.has(day)) continue;
    const open = stretches.at(-1);
    if (open && addDays(open.last, 1) === day) open.last = day;
    else stretches.push({ first: day, last: day });
  }
  return stretches;
}
