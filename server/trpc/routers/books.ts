import { z } from "zod";
import { closeMonth, closeMonthInput } from "#server/books/close-month.ts";
import { reopenMonth, reopenMonthInput } from "#server/books/reopen-month.ts";
import { bookedCorrections, correctionsInput } from "#server/reports/booked-corrections.ts";
import { closePreview, closePreviewInput } from "#server/reports/close-preview.ts";
import { monthBooks } from "#server/reports/month-books.ts";
import { orgProcedure, router } from "../init.ts";

/** The close of months: what they were closed with, what is corrected since and where that is booked. */
export const booksRouter = router({
  month: orgProcedure("view")
    .input(z.object({ month: z.string().optional(), projectId: z.string().optional() }))
    .query(({ ctx, input }) => monthBooks({ ctx, ...input })),

  corrections: orgProcedure("view")
    // Lists that go on send more than they are asked for.
    .input(z.object({ ...correctionsInput.shape, cursor: z.string().max(2000).nullish() }))
    .query(({ ctx, input }) => bookedCorrections({ ctx, input })),

  closePreview: orgProcedure("closeMonth")
    .input(closePreviewInput)
    .query(({ ctx, input }) => closePreview({ ctx, input })),

  close: orgProcedure("closeMonth")
    .input(closeMonthInput)
    .mutation(({ ctx, input }) => closeMonth({ ctx, input })),

  reopen: orgProcedure("reopenMonth")
    .input(reopenMonthInput)
    .mutation(async ({ ctx, input }) => {
      const { corrections, costNanos } = await reopenMonth({ ctx, input });
      return { corrections, costNanos: costNanos.toString() };
    }),
});
