import { connect } from "./connection.ts";
import { createDeliveryQueue, type DeliveryStats } from "./delivery-queue.ts";
import type { PurserError } from "./errors.ts";
import { guard } from "./guard.ts";
import type { Hold } from "./hold.ts";
import { deliverOnExit } from "./process-exit.ts";
import type { PurserState } from "./purser-state.ts";
import { type FailurePolicy, type GuardedCall, reserve } from "./reserve.ts";
import type { UsageEvent } from "./usage-event.ts";

export type { DeliveryStats } from "./delivery-queue.ts";
// The one door of the package: what a program that uses it names.
// biome-ignore lint/performance/noBarrelFile: a package has one entry
export {
  ApprovalRequiredError,
  BudgetExceededError,
  type Pause,
  PurserError,
  PurserUnavailableError,
  type RefusingBudget,
} from "./errors.ts";
export type { Extension, Hold, RemainingBudget, Settlement } from "./hold.ts";
export type { FailurePolicy, GuardedCall } from "./reserve.ts";
export type { Account, Usage, UsageEvent } from "./usage-event.ts";

export type PurserOptions = {
  /** Where Purser is, such as `https://purser.example.com`. */
  url: string | undefined;
  /** An API key with the scopes `ingest` and, for `guard`, `reserve`. */
  key: string | undefined;
  /** When Purser is away: refuse calls (`closed`, the default: caps hold) or let them run and report them later (`open`). */
  failurePolicy?: FailurePolicy;
  /** Where a person has to approve a call: throw an ApprovalRequiredError (the default), or wait for the decision. */
  onApprovalRequired?: "throw" | "wait";
  /** Told of what went wrong where nothing may be thrown. Writes to `console.warn` unless given. */
  onError?: (error: PurserError) => void;
  /** For one reservation with its retries, and for ending it, while the agent waits: 5,000 ms. */
  reserveTimeoutMs?: number;
  /** For one request: 10,000 ms. */
  timeoutMs?: number;
  /** How long an event waits for others to be sent with: 1,000 ms. */
  flushIntervalMs?: number;
  /** Events a request: 500, at most 5,000. */
  maxBatchSize?: number;
  /** Characters of JSON that may wait, 16 million unless given: some 40,000 events. What comes beyond is dropped and counted. */
  maxQueueSize?: number;
  /** How long the end of the process waits for the last events: 5,000 ms. */
  exitTimeoutMs?: number;
  fetch?: typeof fetch;
};

/** A client of one Purser. */
export type Purser = {
  /** Records a call, soon: batched, retried, once. Never throws and never waits; what fails is told to `onError`. */
  report(event: UsageEvent): void;
  /** Reserves, runs the call, settles or releases. @throws BudgetExceededError, ApprovalRequiredError, PurserUnavailableError, PurserError */
  guard<T>(call: GuardedCall, run: (hold: Hold) => Promise<T>): Promise<T>;
  /** The first half of `guard`, for calls that end elsewhere: settle or release the hold yourself. */
  reserve(call: GuardedCall): Promise<Hold>;
  /** Sends what waits. Resolves with whether all was acknowledged within `timeoutMs` (10,000). Never rejects. */
  flush(options?: { timeoutMs?: number }): Promise<boolean>;
  /** `flush`, and the end: what is reported afterwards is dropped. Never rejects. */
  close(options?: { timeoutMs?: number }): Promise<boolean>;
  /** What became of reported events. */
  stats(): DeliveryStats;
  /** Where adapters say what went wrong. */
  onError(error: PurserError): void;
};

/**
 * A client for the Purser at `url`.
 * @throws TypeError when `url` or `key` cannot be right: the one thing that is thrown at the start rather than told.
 */
export function createPurser(options: PurserOptions): Purser {
  const { url, key } = options;
  if (url === undefined || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new TypeError(`createPurser: url is the address of Purser, such as http://localhost:3000, not "${url}".`);
  }
  if (typeof key !== "string" || key.trim() === "") {
    throw new TypeError(
      "createPurser: key is an API key of Purser (Settings › API Keys, or npm run key). It is empty.",
    );
  }
  const onError = safely(options.onError ?? ((error) => console.warn(`purser: ${error.message}`)));
  const { timeoutMs = 10_000, reserveTimeoutMs = 5_000 } = options;
  const connection = connect({ url, key, timeoutMs, fetch: options.fetch ?? ((...request) => fetch(...request)) });
  const queue = createDeliveryQueue({
    connection,
    onError,
    aloneTimeoutMs: reserveTimeoutMs,
    flushIntervalMs: options.flushIntervalMs ?? 1_000,
    maxBatchSize: Math.min(5_000, Math.max(1, options.maxBatchSize ?? 500)),
    maxQueueSize: options.maxQueueSize ?? 16_000_000,
  });
  const forget = deliverOnExit({ connection, queue, timeoutMs: options.exitTimeoutMs ?? 5_000 });
  let closed = false;

  /** An event as it is sent, however often; null, and counted, when it cannot be. */
  function written(event: UsageEvent): string | null {
    try {
      const { id = crypto.randomUUID(), occurredAt = new Date().toISOString() } = event;
      if (!closed) return JSON.stringify({ ...event, id, occurredAt });
      queue.drop(1, "reported after close()");
    } catch (cause) {
      queue.drop(1, `an event cannot be written as JSON (${cause instanceof Error ? cause.message : cause})`);
    }
    return null;
  }

  function report(event: UsageEvent): void {
    const json = written(event);
    if (json !== null) queue.push(json);
  }

  async function deliver(event: UsageEvent): Promise<void> {
    const json = written(event);
    if (json !== null) await queue.deliver(json);
  }

  const state: PurserState = {
    connection,
    report,
    deliver,
    onError,
    failurePolicy: options.failurePolicy ?? "closed",
    onApprovalRequired: options.onApprovalRequired ?? "throw",
    reserveTimeoutMs,
    awayUntil: 0,
  };
  return {
    report,
    onError,
    guard: (call, run) => guard(state, call, run),
    reserve: (call) => reserve(state, call),
    flush: ({ timeoutMs = 10_000 } = {}) => queue.flush(timeoutMs),
    close: async ({ timeoutMs = 10_000 } = {}) => {
      const delivered = await queue.flush(timeoutMs);
      closed = true;
      queue.end("close() ended before Purser acknowledged them");
      forget();
      return delivered;
    },
    stats: queue.stats,
  };
}

/** What a program does with an error is not to come back into it from here. */
function safely(tell: (error: PurserError) => void): (error: PurserError) => void {
  return (error) => {
    try {
      tell(error);
    } catch {
      // Its own affair.
    }
  };
}
