import { z } from "zod";
import { budgetForecasts } from "#server/projections/budget-forecasts.ts";
import { getProjection, projectionInput } from "#server/projections/get-projection.ts";
import { scopeForecasts } from "#server/projections/scope-forecasts.ts";
import { orgProcedure, router } from "../init.ts";

/** What is projected to be spent. Amounts are dollars; exact nano-dollars stand in `…Nanos`. */
export const projectionsRouter = router({
  getProjection: orgProcedure("view")
    .input(projectionInput)
    .query(({ ctx, input }) => getProjection({ ctx, input })),

  /** Every project or every agent. */
  ofScopes: orgProcedure("view")
    .input(z.strictObject({ scope: z.enum(["project", "agent"]) }))
    .query(({ ctx, input }) => scopeForecasts({ ctx, ...input })),

  /** Where every active budget is projected to end, or what a run costs against its ceiling. */
  ofBudgets: orgProcedure("view").query(({ ctx }) => budgetForecasts({ ctx })),
});
