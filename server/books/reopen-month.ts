import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import { audit } from "#server/audit.ts";
import { line } from "#server/catalog/fields.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { toDecimalString } from "#server/money/amount.ts";
import { parseInput } from "#server/parse-input.ts";
import { addMonths, dayFromKey } from "#server/time/window.ts";
import { bookMonth } from "./close-month.ts";
import { lockBooks } from "./lock-books.ts";

export const reopenMonthInput = z.strictObject({ month: bookMonth, reason: line(500) });

/** What came back into the month: how many corrections, and their nano-dollars. */
export type Reopened = { corrections: number; costNanos: bigint };

/**
 * Opens the books of the last closed month again. The corrections of its calls are taken back: they are booked in later
 * months, which are all open, and their calls count in the month's own books again. Corrections of earlier months that are
 * booked in it stay. Audited with the reason and the figures that stood.
 * @throws AppError `forbidden`; `validation_failed`; `conflict` where it is not closed, or a later one is.
 */
export async function reopenMonth({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof reopenMonthInput>;
}): Promise<Reopened> {
  requirePermission(ctx, "reopenMonth");
  const { month, reason } = parseInput(reopenMonthInput, input);
  const { orgId } = ctx;
  return prisma().$transaction(
    async (tx) => {
      const { closedThrough } = await lockBooks(tx, orgId);
      if (closedThrough === null || month > closedThrough) {
        throw new AppError("conflict", `${month} is not closed. Load the page anew.`);
      }
      if (month < closedThrough) {
        throw new AppError(
          "conflict",
          `Months are reopened newest first, since corrections of ${month} may be in the books of later ones. Reopen ${closedThrough} first.`,
        );
      }
      const day = dayFromKey(`${month}-01`).start;
      const key = { orgId_month: { orgId, month: day } };
      const stood = await tx.closedMonth.findUniqueOrThrow({ where: key });
      const { _sum: figures } = await tx.closedFigure.aggregate({
        where: { orgId, month: day },
        _sum: { costNanos: true, correctionNanos: true },
      });
      const before = dayFromKey(`${addMonths(month, -1)}-01`).start;
      const stillClosed = await tx.closedMonth.count({ where: { orgId, month: before } });
      // Where none is closed any more, neither are those before the first one, which were closed with it.
      const back = { orgId, bookedMonth: { gt: day }, ...(stillClosed > 0 && { month: day }) };
      const { _sum: taken } = await tx.correctionSum.aggregate({ where: back, _sum: { costNanos: true } });
      const { count: corrections } = await tx.correction.deleteMany({ where: back });
      await tx.correctionSum.deleteMany({ where: back });
      await tx.closedFigure.deleteMany({ where: { orgId, month: day } });
      await tx.closedMonth.delete({ where: key });
      await tx.orgSettings.update({
        where: { orgId },
        data: { booksClosedThrough: stillClosed > 0 ? before : null, updatedAt: ctx.now },
      });
      const costNanos = taken.costNanos ?? 0n;
      await audit(tx, ctx, {
        action: "month.reopen",
        target: `month:${month}`,
        before: {
          closedAt: stood.closedAt.toISOString(),
          closedBy: stood.closedBy,
          cost: toDecimalString(figures.costNanos ?? 0n),
          corrections: toDecimalString(figures.correctionNanos ?? 0n),
        },
        after: { reason, correctionsTakenBack: corrections, costTakenBack: toDecimalString(costNanos) },
      });
      return { corrections, costNanos };
    },
    { timeout: 60_000, maxWait: 10_000 },
  );
}
