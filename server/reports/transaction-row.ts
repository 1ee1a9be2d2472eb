import { type CorrectionMark, correctionMarks } from "#server/books/queries.ts";
import { agentTypeLabel } from "#server/catalog/agent-types.ts";
import { agentTypeColour } from "#server/catalog/series-colour.ts";
import type { Ctx } from "#server/context.ts";
import type { Transaction } from "#server/ledger/transaction-queries.ts";
import { monthKey } from "#server/time/window.ts";
import { costOf } from "./figures.ts";

/**
 * Entries as lists show them. `cost` is null while it is unpriced; `correction` says in the books of which month an entry,
 * or what changed of it, is instead of those of its own.
 */
export async function transactionRows(ctx: Ctx, entries: readonly Transaction[]) {
  // Only a month that is over can be closed.
  const current = monthKey(ctx.now);
  const past = entries.filter((entry) => monthKey(entry.occurredAt) < current).map(({ id }) => id);
  const marks = await correctionMarks(ctx, past);
  return entries.map((entry) => transactionRow(entry, marks.get(entry.id) ?? null));
}

function transactionRow(entry: Transaction, correction: CorrectionMark | null) {
  return {
    id: entry.id,
    occurredAt: entry.occurredAt.toISOString(),
    agentId: entry.agentId,
    agentType: entry.agentType,
    agentTypeLabel: agentTypeLabel(entry.agentType),
    agentTypeColour: agentTypeColour(entry.agentType),
    runId: entry.runId,
    jobId: entry.jobId,
    projectId: entry.projectId,
    attempt: entry.attempt,
    provider: entry.provider,
    model: entry.model,
    inputTokens: Number(entry.inputTokens),
    cachedInputTokens: Number(entry.cachedInputTokens),
    outputTokens: Number(entry.outputTokens),
    reasoningTokens: Number(entry.reasoningTokens),
    cost: entry.costNanos === null ? null : costOf(entry.costNanos).cost,
    costNanos: entry.costNanos?.toString() ?? null,
    costSource: entry.costSource,
    status: entry.status,
    correction,
  };
}
