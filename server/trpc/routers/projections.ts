import { getProjection, projectionInput } from "#server/projections/get-projection.ts";
import { orgProcedure, router } from "../init.ts";

/** What is projected to be spent. Amounts are dollars; exact nano-dollars stand in `…Nanos`. */
export const projectionsRouter = router({
  getProjection: orgProcedure("view")
    .input(projectionInput)
    .query(({ ctx, input }) => getProjection({ ctx, input })),
});
