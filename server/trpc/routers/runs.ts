import { z } from "zod";
import { runReport } from "#server/reports/run-report.ts";
import { orgProcedure, router } from "../init.ts";

/** Pipeline runs. */
export const runsRouter = router({
  getRun: orgProcedure("view")
    .input(z.object({ projectId: z.string(), runId: z.string() }))
    .query(({ ctx, input }) => runReport({ ctx, ...input })),
});
