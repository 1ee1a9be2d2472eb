import { backoffMs } from "./backoff.ts";
import { PurserError } from "./errors.ts";
import type { PurserState } from "./purser-state.ts";
import { refusal } from "./refusal.ts";
import type { GuardedCall } from "./reserve.ts";
import { sleep } from "./sleep.ts";
import type { Usage, UsageEvent } from "./usage-event.ts";

/** What a budget has left, the hold taken off. */
export type RemainingBudget = {
  budgetId: string;
  scope: string;
  scopeId: string;
  window: "day" | "month" | "run";
  windowStart: string;
  unit: "cost" | "tokens";
  remaining: number;
  remainingNanos?: string;
};

/** More for a call under way: dollars to add, or the whole call as it is expected by now. */
export type Extension =
  | { amount: number | string; id?: string }
  | { provider: string; model: string; inputTokens: number; maxOutputTokens: number; id?: string };

/** What a call came to. Provider and model may be left out where the call was reserved with them. */
export type Settlement = Usage & Partial<Omit<UsageEvent, keyof Usage | "projectId" | "agentId" | "reservationId">>;

/** Room that is held for one call. It ends once: settled, released, or at `expiresAt` by itself. */
export type Hold = {
  readonly id: string;
  /** False where Purser was away and the policy is `open`: nothing is held, and the call is reported when it settles. */
  readonly held: boolean;
  /** US dollars and exact nano-dollars; tokens. What extensions added is in them. */
  readonly amount: number;
  readonly amountNanos: string;
  readonly tokens: number;
  readonly expiresAt: string | null;
  readonly remaining: readonly RemainingBudget[];
  readonly ended: boolean;
  /** @throws BudgetExceededError when there is no room; PurserUnavailableError under `closed`. What was held stays held. */
  extend(more: Extension): Promise<void>;
  /** Records the call and frees the rest. Never rejects: what cannot be sent now is sent later. */
  settle(usage: Settlement): Promise<void>;
  /** Gives it back: the call cost nothing. Never rejects. */
  release(): Promise<void>;
};

const releaseTries = 3;

/** A hold that Purser granted. */
export function createHold(state: PurserState, id: string, call: GuardedCall, granted: Record<string, unknown>): Hold {
  const { connection, onError } = state;
  const path = `reservations/${encodeURIComponent(id)}`;
  let now = granted as Pick<Hold, "amount" | "amountNanos" | "tokens" | "expiresAt" | "remaining">;
  let ended = false;
  return {
    id,
    held: true,
    get amount() {
      return now.amount;
    },
    get amountNanos() {
      return now.amountNanos;
    },
    get tokens() {
      return now.tokens;
    },
    get expiresAt() {
      return now.expiresAt;
    },
    get remaining() {
      return now.remaining;
    },
    get ended() {
      return ended;
    },
    async extend(more) {
      // Of its own, so that the same wish twice is two; a lost answer is asked for again under it.
      const body = JSON.stringify({ ...more, id: more.id ?? crypto.randomUUID() });
      const timeoutMs = state.reserveTimeoutMs / 2;
      let answer = await connection.send(`${path}/extend`, { body, timeoutMs });
      if (!answer.ok && answer.retryable) answer = await connection.send(`${path}/extend`, { body, timeoutMs });
      if (answer.ok) now = answer.body as typeof now;
      else if (answer.retryable && (call.failurePolicy ?? state.failurePolicy) === "open") onError(answer.error);
      else throw refusal(answer, id);
    },
    async settle(usage) {
      ended = true;
      // The event itself settles the hold, in the transaction that records it; in whatever way and however often it comes.
      await state.deliver({ ...eventOf(call, id, usage), reservationId: id });
    },
    async release() {
      ended = true;
      const end = Date.now() + state.reserveTimeoutMs;
      for (let failures = 1; ; failures++) {
        const answer = await connection.send(`${path}/release`, { timeoutMs: end - Date.now() });
        if (answer.ok) return;
        const wait = backoffMs(failures, answer.retryAfterMs);
        if (answer.retryable && failures < releaseTries && Date.now() + wait < end) {
          await sleep(wait);
          continue;
        }
        const why = `The hold ${id} could not be released and ends by itself at ${now.expiresAt}: ${answer.error.message}`;
        onError(new PurserError(why, { code: "not_released", cause: answer.error }));
        return;
      }
    },
  };
}

/** Of a call that runs although Purser is away. If the answer alone was lost, its event settles the hold that is there. */
export function openHold(state: PurserState, id: string, call: GuardedCall): Hold {
  let ended = false;
  return {
    id,
    held: false,
    amount: 0,
    amountNanos: "0",
    tokens: 0,
    expiresAt: null,
    remaining: [],
    get ended() {
      return ended;
    },
    extend: async () => {},
    settle: async (usage) => {
      ended = true;
      state.report({ ...eventOf(call, id, usage), reservationId: id });
    },
    release: async () => {
      ended = true;
    },
  };
}

function eventOf(call: GuardedCall, id: string, usage: Settlement): UsageEvent {
  const { projectId, agentId, agentType, runId, jobId, sessionId, effort, tags, attempt } = call;
  const { provider = call.provider, model = call.model } = usage;
  return {
    ...{ projectId, agentId, agentType, runId, jobId, sessionId, effort, tags, attempt },
    ...usage,
    id: usage.id ?? id,
    occurredAt: usage.occurredAt ?? new Date().toISOString(),
    // Left out by mistake, they are named by the refusal that `onError` is told of.
    provider: provider ?? "",
    model: model ?? "",
  };
}
