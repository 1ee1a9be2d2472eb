import type { LedgerEntry } from "#server/ledger/entry.ts";
import { fingerprintOf } from "#server/ledger/entry.ts";
import { parseDollars } from "#server/money/amount.ts";
import type { PriceBook } from "#server/pricing/price-book.ts";
import type { Event } from "./event.ts";

/**
 * A checked event in the ledger's terms: bigint tokens, nano-dollars, priced at the time of the call.
 * A reported cost is the one that counts and the computed one stands beside it; neither known is `unpriced`.
 * `now` is taken for a call that names no time.
 */
export function normalise(event: Event, prices: PriceBook, now: Date): LedgerEntry {
  const occurredAt = event.occurredAt ? new Date(event.occurredAt) : now;
  const inputTokens = BigInt(event.inputTokens);
  const cachedInputTokens = count(event.cachedInputTokens);
  const cacheWriteTokens = count(event.cacheWriteTokens);
  const cacheWrite1hTokens = count(event.cacheWrite1hTokens);
  const outputTokens = BigInt(event.outputTokens);
  const reasoningTokens = count(event.reasoningTokens);
  const reported = event.cost === undefined ? null : parseDollars(event.cost, { excessDecimals: "round" });
  // A call reported by its cost alone says nothing about tokens, so there is nothing to compute beside it.
  const costOnly = reported !== null && event.inputTokens === 0 && event.outputTokens === 0;
  const computed = costOnly
    ? null
    : prices.priceCall({
        provider: event.provider,
        model: event.model,
        occurredAt,
        inputTokens,
        cachedInputTokens,
        cacheWriteTokens,
        cacheWrite1hTokens,
        outputTokens,
        reasoningTokens,
      });
  return {
    id: event.id,
    fingerprint: fingerprintOfEvent(event),
    occurredAt,
    projectId: event.projectId,
    agentId: event.agentId,
    agentType: event.agentType ?? null,
    runId: event.runId ?? null,
    jobId: event.jobId ?? null,
    sessionId: event.sessionId ?? null,
    attempt: event.attempt ?? 1,
    provider: event.provider,
    model: event.model,
    serviceTier: event.serviceTier ?? null,
    inputTokens,
    cachedInputTokens,
    cacheWriteTokens,
    cacheWrite1hTokens,
    outputTokens,
    reasoningTokens,
    reportedCostNanos: reported,
    computedCostNanos: computed?.costNanos ?? null,
    costNanos: reported ?? computed?.costNanos ?? null,
    costSource: reported !== null ? "reported" : computed ? "priced" : "unpriced",
    priceId: computed?.priceId ?? null,
    status: event.status ?? "ok",
    effort: event.effort ?? null,
    reservationId: event.reservationId ?? null,
    tags: event.tags ?? null,
  };
}

const count = (tokens: number | undefined): bigint => (tokens === undefined ? 0n : BigInt(tokens));

/** Absent and default are the same call; a time in another zone too. Tags in any order. */
export function fingerprintOfEvent(e: Event): string {
  const tags = e.tags && Object.entries(e.tags).sort(([a], [b]) => (a < b ? -1 : 1));
  return fingerprintOf([
    e.occurredAt ? Date.parse(e.occurredAt) : null,
    e.projectId,
    e.agentId,
    e.agentType ?? null,
    e.runId ?? null,
    e.jobId ?? null,
    e.sessionId ?? null,
    e.attempt ?? 1,
    e.provider,
    e.model,
    e.inputTokens,
    e.cachedInputTokens ?? 0,
    e.cacheWriteTokens ?? 0,
    e.cacheWrite1hTokens ?? 0,
    e.outputTokens,
    e.reasoningTokens ?? 0,
    e.serviceTier ?? null,
    e.cost ?? null,
    e.status ?? "ok",
    e.effort ?? null,
    e.reservationId ?? null,
    tags ?? null,
  ]);
}
