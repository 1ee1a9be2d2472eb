import { agentTypeLabel } from "#server/catalog/agent-types.ts";
import { agentTypeColour } from "#server/catalog/series-colour.ts";
import type { Transaction } from "#server/ledger/transaction-queries.ts";
import { costOf } from "./figures.ts";

/** An entry as lists show it. `cost` is null while it is unpriced. */
export function transactionRow(entry: Transaction) {
  return {
    id: entry.id,
    occurredAt: entry.occurredAt.toISOString(),
    agentId: entry.agentId,
    agentType: entry.agentType,
    agentTypeLabel: agentTypeLabel(entry.agentType),
    agentTypeColour: agentTypeColour(entry.agentType),
    runId: entry.runId,
    jobId: entry.jobId,
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
  };
}
