import { providerLabel } from "#server/catalog/providers.ts";
import type { Ctx } from "#server/context.ts";
import { getTransaction } from "#server/ledger/transaction-queries.ts";
import { priceBook } from "#server/pricing/queries.ts";

/**
 * Why a call cost what it cost: its tokens by kind at the price that held when it happened. Amounts are nano-dollars as
 * text; the lines sum to `listNanos` exactly. That is the cost itself of a `priced` call as long as the price list says
 * what it said when the call was recorded (`asRecorded`), and stands beside the caller's own figure of a `reported` one.
 * Without a known price there are no lines. @throws AppError `not_found`.
 */
export async function chargeExplanation({ ctx, projectId, id }: { ctx: Ctx; projectId: string; id: string }) {
  const [entry, prices] = await Promise.all([getTransaction(ctx, projectId, id), priceBook(ctx.orgId)]);
  // A call reported by its cost alone says nothing about tokens, so there is nothing to hold beside it.
  const costOnly = entry.costSource === "reported" && entry.inputTokens + entry.outputTokens === 0n;
  const explained = costOnly ? null : prices.explainCall(entry);
  return {
    id: entry.id,
    occurredAt: entry.occurredAt.toISOString(),
    provider: entry.provider,
    providerLabel: providerLabel(entry.provider),
    model: entry.model,
    serviceTier: entry.serviceTier,
    costSource: entry.costSource,
    costNanos: entry.costNanos?.toString() ?? null,
    listNanos: explained?.costNanos.toString() ?? null,
    asRecorded: explained?.costNanos === (entry.computedCostNanos ?? undefined),
    price: explained && {
      id: explained.price.priceId,
      source: explained.price.priceSource,
      provider: explained.price.provider,
      model: explained.price.model,
      effectiveFrom: explained.price.effectiveFrom?.toISOString() ?? null,
      hours: explained.price.hours,
      aboveInputTokens: explained.aboveInputTokens === null ? null : Number(explained.aboveInputTokens),
    },
    lines: (explained?.lines ?? []).map((line) => ({
      kind: line.kind,
      quantity: Number(line.quantity),
      pricePerMillionNanos: line.pricePerMillion.toString(),
      costNanos: line.costNanos.toString(),
    })),
  };
}
