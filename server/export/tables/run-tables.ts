import { z } from "zod";
import { identifier } from "#server/catalog/fields.ts";
import { runJobsPage } from "#server/reports/run-jobs.ts";
import { runReport } from "#server/reports/run-report.ts";
import { cost, dollars, share } from "../columns.ts";
import type { CsvColumn } from "../csv.ts";
import { allAtOnce, exportTable, opened, pageByPage } from "../export-table.ts";

const ofRun = z.strictObject({ projectId: identifier, runId: identifier });

type Whose = { agentName: string; agentId: string; label: string };
const whose: CsvColumn<Whose>[] = [
  { header: "Agent", text: ({ agentName }) => agentName },
  { header: "Agent Id", text: ({ agentId }) => agentId },
  { header: "Agent Type", text: ({ label }) => label },
];

/** One pipeline run by agent and by job; its calls are a list of calls like the others. */
export const runTables = {
  "run-agents": exportTable({
    input: ofRun,
    open: async ({ ctx, input }) => {
      const { agents, run } = await runReport({ ctx, ...input });
      return opened(
        allAtOnce(agents),
        [
          ...whose,
          { header: "Jobs", number: ({ jobs }) => jobs },
          { header: "Calls", number: ({ calls }) => calls },
          { header: "Tokens", number: ({ totalTokens }) => totalTokens },
          dollars("Retry Cost", ({ retryCostNanos }) => retryCostNanos),
          ...cost("Cost"),
          share(BigInt(run.costNanos)),
        ],
        [input.runId],
      );
    },
  }),

  "run-jobs": exportTable({
    input: ofRun,
    open: async ({ ctx, input }) => {
      const { run, outsideJobs } = await runReport({ ctx, ...input });
      const jobs = pageByPage(async (cursor: number | null) => {
        const { items, nextCursor } = await runJobsPage({ ctx, ...input, cursor: cursor ?? 0 });
        return { items: nextCursor === null && outsideJobs ? [...items, outsideJobs] : items, nextCursor };
      });
      return opened(
        jobs,
        [
          { header: "Job", text: ({ jobId }) => jobId ?? "Outside Jobs" },
          { header: "Agent", text: ({ jobId, agentName }) => (jobId === null ? null : agentName) },
          { header: "Agent Id", text: ({ jobId, agentId }) => (jobId === null ? null : agentId) },
          { header: "Agent Type", text: ({ jobId, label }) => (jobId === null ? null : label) },
          { header: "Attempt", number: ({ jobId, attempt }) => (jobId === null ? null : attempt) },
          { header: "Status", text: ({ jobId, status }) => (jobId === null ? null : status) },
          { header: "Started (UTC)", text: ({ startedAt }) => startedAt },
          { header: "Finished (UTC)", text: ({ finishedAt }) => finishedAt },
          { header: "Calls", number: ({ calls }) => calls },
          { header: "Errors", number: ({ errors }) => errors },
          { header: "Input Tokens", number: ({ inputTokens }) => inputTokens },
          { header: "Output Tokens", number: ({ outputTokens }) => outputTokens },
          dollars("Retry Cost", ({ retryCostNanos }) => retryCostNanos),
          ...cost("Cost"),
          share(BigInt(run.costNanos)),
        ],
        [input.runId],
      );
    },
  }),
};
