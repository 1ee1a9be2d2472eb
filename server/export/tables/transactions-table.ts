import { z } from "zod";
import { getAgent } from "#server/catalog/agent-queries.ts";
import { identifier } from "#server/catalog/fields.ts";
import { getProject } from "#server/catalog/queries.ts";
import { AppError } from "#server/errors.ts";
import { requireEntries } from "#server/ledger/entries-from.ts";
import { streamTransactions, type WholeTransaction } from "#server/ledger/stream-transactions.ts";
import { toDecimalString } from "#server/money/amount.ts";
import { endOf, moment, startOf } from "#server/time/moment.ts";
import { dayKey, monthKey, monthWindow } from "#server/time/window.ts";
import type { CsvColumn } from "../csv.ts";
import { exportTable, opened } from "../export-table.ts";

const decimal = (nanos: bigint | null): string | null => (nanos === null ? null : toDecimalString(nanos));

/**
 * Every field of an event by its name in the API. `cost` is in dollars, exact, and empty while it is unpriced; without
 * `correctionCost` the costs of a month sum to its closed books.
 */
const columns: CsvColumn<WholeTransaction>[] = [
  { header: "id", text: ({ id }) => id },
  { header: "occurredAt", text: ({ occurredAt }) => occurredAt.toISOString() },
  { header: "recordedAt", text: ({ recordedAt }) => recordedAt.toISOString() },
  { header: "projectId", text: ({ projectId }) => projectId },
  { header: "agentId", text: ({ agentId }) => agentId },
  { header: "agentType", text: ({ agentType }) => agentType },
  { header: "runId", text: ({ runId }) => runId },
  { header: "jobId", text: ({ jobId }) => jobId },
  { header: "sessionId", text: ({ sessionId }) => sessionId },
  { header: "attempt", number: ({ attempt }) => attempt },
  { header: "provider", text: ({ provider }) => provider },
  { header: "model", text: ({ model }) => model },
  { header: "serviceTier", text: ({ serviceTier }) => serviceTier },
  { header: "inputTokens", number: ({ inputTokens }) => inputTokens },
  { header: "cachedInputTokens", number: ({ cachedInputTokens }) => cachedInputTokens },
  { header: "cacheWriteTokens", number: ({ cacheWriteTokens }) => cacheWriteTokens },
  { header: "cacheWrite1hTokens", number: ({ cacheWrite1hTokens }) => cacheWrite1hTokens },
  { header: "outputTokens", number: ({ outputTokens }) => outputTokens },
  { header: "reasoningTokens", number: ({ reasoningTokens }) => reasoningTokens },
  { header: "status", text: ({ status }) => status },
  { header: "effort", text: ({ effort }) => effort },
  { header: "cost", number: ({ costNanos }) => decimal(costNanos) },
  { header: "costNanos", number: ({ costNanos }) => costNanos },
  { header: "costSource", text: ({ costSource }) => costSource },
  { header: "reportedCost", number: ({ reportedCostNanos }) => decimal(reportedCostNanos) },
  { header: "computedCost", number: ({ computedCostNanos }) => decimal(computedCostNanos) },
  { header: "priceSource", text: ({ priceId }) => priceId },
  { header: "reservationId", text: ({ reservationId }) => reservationId },
  { header: "tags", text: ({ tags }) => (tags === null ? null : JSON.stringify(tags)) },
  { header: "correctionBookedMonth", text: ({ correctionBookedMonth }) => correctionBookedMonth },
  { header: "correctionReason", text: ({ correctionReason }) => correctionReason },
  { header: "correctionCost", number: ({ correctionNanos }) => decimal(correctionNanos) },
];

/** What `transactionsTable` is asked for; each left out for all. `from` is in, `to` as a time is not. */
export const transactionsExportInput = z.strictObject({
  projectId: identifier.optional(),
  agentId: identifier.optional(),
  runId: identifier.optional(),
  from: moment.optional(),
  to: moment.optional(),
});

/** The UTC month that is all that lies between two times, `to` not included; undefined where it is more or less. */
function wholeMonth(from: Date, to: Date): string | undefined {
  const { start, end } = monthWindow(from);
  return start.getTime() === from.getTime() && end.getTime() === to.getTime() ? monthKey(from) : undefined;
}

/** The ledger for other systems: `GET /api/v1/exports/transactions.csv`. */
export const transactionsTable = exportTable({
  input: transactionsExportInput,
  open: async ({ ctx, input: { projectId, agentId, runId, ...range } }) => {
    if (projectId) await getProject(ctx, projectId);
    if (agentId) await getAgent(ctx, agentId);
    const from = startOf(range.from);
    const to = endOf(range.to);
    if (from && to && from >= to) throw new AppError("validation_failed", "from must be before to.");
    await requireEntries(ctx, { from, to });
    const rows = streamTransactions(ctx, { projectId, agentId, runId, from, to });
    const month = from && to && wholeMonth(from, to);
    const period = month ? [month] : [from && dayKey(from), range.to?.slice(0, 10)];
    const file = await opened(rows, columns, [ctx.orgId, projectId, agentId, runId, ...period]);
    return { ...file, isOfPeriod: Boolean(month) };
  },
});
