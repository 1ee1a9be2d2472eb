import { hash } from "node:crypto";
import type { NanoDollars } from "#server/money/amount.ts";

/**
 * One charge as the ledger takes it: checked, priced, in the ledger's units. Token counts are tokens;
 * `inputTokens` is the whole input (cached and cache-written parts included), `outputTokens` the whole output.
 */
export type LedgerEntry = {
  id: string;
  /** Of what the caller sent: see `fingerprintOf`. */
  fingerprint: string;
  occurredAt: Date;
  projectId: string;
  agentId: string;
  /** null: the type the agent is registered with. */
  agentType: string | null;
  runId: string | null;
  jobId: string | null;
  sessionId: string | null;
  attempt: number;
  provider: string;
  model: string;
  serviceTier: string | null;
  inputTokens: bigint;
  cachedInputTokens: bigint;
  cacheWriteTokens: bigint;
  cacheWrite1hTokens: bigint;
  outputTokens: bigint;
  reasoningTokens: bigint;
  reportedCostNanos: NanoDollars | null;
  computedCostNanos: NanoDollars | null;
  /** The cost that counts; null exactly when `costSource` is `unpriced`. */
  costNanos: NanoDollars | null;
  costSource: "reported" | "priced" | "unpriced";
  priceId: string | null;
  status: "ok" | "error";
  effort: string | null;
  reservationId: string | null;
  tags: Record<string, string | number | boolean> | null;
};

/** What of an entry every kept sum is made of. */
export type SummedEntry = Omit<
  LedgerEntry,
  | "agentType"
  | "fingerprint"
  | "reportedCostNanos"
  | "computedCostNanos"
  | "costSource"
  | "priceId"
  | "reservationId"
  | "serviceTier"
  | "tags"
> & { agentType: string };

/**
 * What became of one entry. `conflict`: the id is taken by an entry with other content. `too_old`: calls of its day are no
 * longer kept one by one, so that nobody knows whether it counts already.
 */
export type Outcome = "recorded" | "duplicate" | "conflict" | "too_old";

/**
 * 128 bits of SHA-256 over the values the caller sent, in a fixed order. Two entries under one id are the same
 * call exactly when these agree, so whatever Purser fills in by itself (time of arrival, price) stays out of it.
 */
export function fingerprintOf(values: readonly unknown[]): string {
  return hash("sha256", JSON.stringify(values), "base64url").slice(0, 22);
}
