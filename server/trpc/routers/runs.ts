import { z } from "zod";
import { chargeExplanation } from "#server/reports/charge-explanation.ts";
import { runCallsPage, runJobsPage } from "#server/reports/run-jobs.ts";
import { runReport } from "#server/reports/run-report.ts";
import { orgProcedure, router } from "../init.ts";

const ofRun = z.object({ projectId: z.string(), runId: z.string() });

/** Pipeline runs, their jobs and calls, and why a call cost what it did. */
export const runsRouter = router({
  getRun: orgProcedure("view")
    .input(ofRun)
    .query(({ ctx, input }) => runReport({ ctx, ...input })),

  getRunJobs: orgProcedure("view")
    .input(ofRun.extend({ cursor: z.int().min(0).optional() }))
    .query(({ ctx, input }) => runJobsPage({ ctx, ...input })),

  getRunCalls: orgProcedure("view")
    .input(ofRun.extend({ jobId: z.string().nullable(), cursor: z.string().nullish() }))
    .query(({ ctx, input }) => runCallsPage({ ctx, ...input })),

  explainCharge: orgProcedure("view")
    .input(z.object({ projectId: z.string(), id: z.string() }))
    .query(({ ctx, input }) => chargeExplanation({ ctx, ...input })),
});
