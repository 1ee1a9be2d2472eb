import { z } from "zod";
import { monthlyTrend } from "#server/reports/monthly-trend.ts";
import { orgProcedure, router } from "../init.ts";

/** Revenue & Growth of a product: how it grows from month to month. */
export const growthRouter = router({
  getMonthlyGrowth: orgProcedure("view")
    .input(z.object({ projectId: z.string() }))
    .query(({ ctx, input }) => monthlyTrend({ ctx, ...input, count: 12 })),
});
