import { type Correction, listCorrections } from "#server/books/list-corrections.ts";
import { getProject } from "#server/catalog/queries.ts";
import { correctionsInput } from "#server/reports/booked-corrections.ts";
import { dollars } from "../columns.ts";
import { exportTable, opened } from "../export-table.ts";

const batchSize = 500;

/** The corrections booked in a month, each with the call that it is of. */
export const bookTables = {
  corrections: exportTable({
    input: correctionsInput,
    open: async ({ ctx, input }) => {
      if (input.projectId !== undefined) await getProject(ctx, input.projectId);
      return opened(
        inBatches((after) => listCorrections(ctx, input, { after, limit: batchSize })),
        [
          { header: "Booked Month", text: ({ bookedMonth }) => bookedMonth },
          { header: "Month", text: ({ month }) => month },
          { header: "Reason", text: ({ repriceId }) => (repriceId === "" ? "late" : "reprice") },
          { header: "Booked At", text: ({ bookedAt }) => bookedAt.toISOString() },
          { header: "Called At", text: ({ occurredAt }) => occurredAt.toISOString() },
          { header: "Transaction Id", text: ({ transactionId }) => transactionId },
          { header: "Reprice Id", text: ({ repriceId }) => repriceId || null },
          { header: "Project Id", text: ({ projectId }) => projectId },
          { header: "Agent Id", text: ({ agentId }) => agentId },
          { header: "Provider", text: ({ provider }) => provider },
          { header: "Model", text: ({ model }) => model },
          { header: "Calls", number: ({ calls }) => calls },
          { header: "Unpriced Calls", number: ({ unpricedCalls }) => unpricedCalls },
          { header: "Input Tokens", number: ({ inputTokens }) => inputTokens },
          { header: "Output Tokens", number: ({ outputTokens }) => outputTokens },
          dollars("Cost", ({ costNanos }) => costNanos),
        ],
        [input.projectId, input.month, "in", input.bookedMonth],
      );
    },
  }),
};

async function* inBatches(
  next: (after: Correction | undefined) => Promise<Correction[]>,
): AsyncGenerator<Correction[], void> {
  for (let after: Correction | undefined; ; ) {
    const rows = await next(after);
    yield rows;
    if (rows.length < batchSize) return;
    after = rows.at(-1);
  }
}
