import { z } from "zod";
import { organizationInfo } from "#server/access/organization.ts";
import type { Ctx } from "#server/context.ts";
import { AppError } from "#server/errors.ts";
import { entriesFrom } from "#server/ledger/entries-from.ts";
import { type ChargedUsage, firstDayOfBooks, streamCharges } from "#server/ledger/stream-charges.ts";
import type { PriceBook } from "#server/pricing/price-book.ts";
import { priceBook } from "#server/pricing/queries.ts";
import { monthPeriod } from "#server/reports/period.ts";
import { dayKey } from "#server/time/window.ts";
import { exportTable, opened } from "../export-table.ts";
import { focusColumns } from "../focus/focus-columns.ts";
import { type FocusRow, focusRows } from "../focus/focus-row.ts";

/** The UTC month that is asked for, the running one too, as far as it has come. */
export const focusExportInput = z.strictObject({ month: z.string("must be a month such as 2026-11") });

/** A month as FOCUS 1.4, Cost and Usage: `GET /api/v1/exports/focus.csv?month=`. */
export const focusTable = exportTable({
  permission: "exportBooks",
  audited: "export.focus",
  input: focusExportInput,
  open: async ({ ctx, input }) => {
    const { month } = monthPeriod(input.month, ctx.now);
    const [organization, prices] = await Promise.all([organizationInfo(ctx), priceBook(ctx.orgId)]);
    const columns = focusColumns({ organization, month });
    const file = await opened(rowsOfMonth(ctx, month, prices), columns, [ctx.orgId, month]);
    try {
      // Only now: what is read is as of a moment before this, so that nothing of it was deleted since.
      await requireCalls(ctx, month);
    } catch (error) {
      await file.body().cancel();
      throw error;
    }
    return { ...file, isOfPeriod: true };
  },
});

/** Half a file would look like a whole one. @throws AppError `validation_failed` where calls of it are kept no longer. */
async function requireCalls(ctx: Ctx, month: string): Promise<void> {
  const [first, kept] = await Promise.all([firstDayOfBooks(ctx, month), entriesFrom(ctx)]);
  if (kept === null || first >= dayKey(kept)) return;
  const what =
    first < `${month}-01` ? `calls of ${first.slice(0, 7)}, which are corrected in ${month},` : `calls of ${month}`;
  const message = `has ${what} that are no longer kept one by one (only from ${dayKey(kept)} on), so that its file cannot be made any more. Its totals stay: GET /api/v1/usage`;
  throw new AppError("validation_failed", `${month} ${message}.`, { errors: [{ path: "month", message }] });
}

async function* rowsOfMonth(ctx: Ctx, month: string, prices: PriceBook): AsyncGenerator<FocusRow[], void> {
  for await (const batch of streamCharges(ctx, month, prices.pricesOf)) {
    yield batch.flatMap((usage) => focusRows(usage, priceOf(usage, prices)));
  }
}

/** What the calls were priced by, as long as it is listed. */
const priceOf = (usage: ChargedUsage, prices: PriceBook) =>
  prices.pricesOf(usage).find(({ priceId }) => priceId === usage.priceId) ?? null;
