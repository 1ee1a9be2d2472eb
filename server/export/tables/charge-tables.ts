import { z } from "zod";
import { getAgent } from "#server/catalog/agent-queries.ts";
import { agentTypeLabel } from "#server/catalog/agent-types.ts";
import { identifier } from "#server/catalog/fields.ts";
import { getProject } from "#server/catalog/queries.ts";
import { getRun } from "#server/catalog/run-queries.ts";
import { streamTransactions, type WholeTransaction } from "#server/ledger/stream-transactions.ts";
import { dollars } from "../columns.ts";
import type { CsvColumn } from "../csv.ts";
import { exportTable, opened } from "../export-table.ts";

/** A call as pages list it, tokens and cost exact. */
const columns: CsvColumn<WholeTransaction>[] = [
  { header: "Time (UTC)", text: ({ occurredAt }) => occurredAt.toISOString() },
  { header: "Project", text: ({ projectId }) => projectId },
  { header: "Agent", text: ({ agentId }) => agentId },
  { header: "Agent Type", text: ({ agentType }) => agentTypeLabel(agentType) },
  { header: "Run", text: ({ runId }) => runId },
  { header: "Job", text: ({ jobId }) => jobId },
  { header: "Attempt", number: ({ attempt }) => attempt },
  { header: "Provider", text: ({ provider }) => provider },
  { header: "Model", text: ({ model }) => model },
  { header: "Input Tokens", number: ({ inputTokens }) => inputTokens },
  { header: "Cached Input Tokens", number: ({ cachedInputTokens }) => cachedInputTokens },
  { header: "Output Tokens", number: ({ outputTokens }) => outputTokens },
  { header: "Status", text: ({ status }) => status },
  { header: "Cost Source", text: ({ costSource }) => costSource },
  dollars("Cost", ({ costNanos }) => costNanos),
  { header: "Id", text: ({ id }) => id },
];

/** Lists of calls: all of them, newest first. */
export const chargeTables = {
  "recent-runs": exportTable({
    input: z.strictObject({ projectId: identifier }),
    open: async ({ ctx, input }) => {
      await getProject(ctx, input.projectId);
      return opened(streamTransactions(ctx, input), columns, [input.projectId]);
    },
  }),

  "agent-calls": exportTable({
    input: z.strictObject({ agentId: identifier }),
    open: async ({ ctx, input }) => {
      await getAgent(ctx, input.agentId);
      return opened(streamTransactions(ctx, input), columns, [input.agentId]);
    },
  }),

  "run-calls": exportTable({
    input: z.strictObject({ projectId: identifier, runId: identifier }),
    open: async ({ ctx, input: { projectId, runId } }) => {
      await getRun(ctx, projectId, runId);
      return opened(streamTransactions(ctx, { runId }), columns, [runId]);
    },
  }),
};
