import { z } from "zod";
import { productGrowth } from "#server/reports/product-growth.ts";
import { readRevenueCsv } from "#server/revenue/read-revenue-csv.ts";
import { setRevenue, setRevenueInput } from "#server/revenue/set-revenue.ts";
import { orgProcedure, router } from "../init.ts";

/** Revenue & Growth of a product: what it earns and delivers, what its agents cost, and how both grow from month to month. */
export const growthRouter = router({
  getMonthlyGrowth: orgProcedure("view")
    .input(z.object({ projectId: z.string() }))
    .query(({ ctx, input }) => productGrowth({ ctx, ...input })),

  setRevenue: orgProcedure("manageRevenue")
    .input(setRevenueInput)
    .mutation(async ({ ctx, input }) => {
      const known = await setRevenue({ ctx, input });
      return { months: known.length };
    }),

  /** What a CSV file says, before anything is kept of it. */
  readRevenueFile: orgProcedure("manageRevenue")
    .input(z.object({ text: z.string().max(500_000, "must be a file of at most 500 kB") }))
    .mutation(({ input }) => readRevenueCsv(input.text)),
});
