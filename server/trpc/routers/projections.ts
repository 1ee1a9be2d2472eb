import { budgetForecasts } from "#server/projections/budget-forecasts.ts";
import { getProjection, projectionInput } from "#server/projections/get-projection.ts";
import { projectionOverview } from "#server/projections/overview.ts";
import { orgProcedure, router } from "../init.ts";

/** What is projected to be spent. Amounts are dollars; exact nano-dollars stand in `…Nanos`. */
export const projectionsRouter = router({
  getProjection: orgProcedure("view")
    .input(projectionInput)
    .query(({ ctx, input }) => getProjection({ ctx, input })),

  /** The organisation, its projects and its agents. */
  overview: orgProcedure("view").query(({ ctx }) => projectionOverview({ ctx })),

  /** Where every active budget is projected to end, or what a run costs against its ceiling. */
  ofBudgets: orgProcedure("view").query(({ ctx }) => budgetForecasts({ ctx })),
});
