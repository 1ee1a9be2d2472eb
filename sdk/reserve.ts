import { backoffMs } from "./backoff.ts";
import type { Answer } from "./connection.ts";
import { ApprovalRequiredError } from "./errors.ts";
import { createHold, type Hold, openHold } from "./hold.ts";
import type { PurserState } from "./purser-state.ts";
import { refusal } from "./refusal.ts";
import { sleep } from "./sleep.ts";
import type { Account } from "./usage-event.ts";

/** When Purser is away: `closed` refuses the call, `open` lets it run unguarded and reports it later. */
export type FailurePolicy = "open" | "closed";

/** A call before it is made. Give its model and tokens, from which its worst case is held, or an `amount`. */
export type GuardedCall = Account & {
  /** Of the reservation, and of the event unless `settle` names another. A new call takes a new one; made when left out. */
  id?: string;
  provider?: string;
  model?: string;
  /** The most it will send, and the most it may get back, in tokens. */
  inputTokens?: number;
  maxOutputTokens?: number;
  /** US dollars to hold instead. */
  amount?: number | string;
  /** How long it is held at most: 900 when left out. */
  expiresInSeconds?: number;
  attempt?: number;
  failurePolicy?: FailurePolicy;
  /** Where a person has to approve it: `throw` an ApprovalRequiredError, or `wait` until it is decided. */
  onApprovalRequired?: "throw" | "wait";
  /** Ends the waiting, and takes the request back. */
  signal?: AbortSignal;
};

/** How long an `open` client goes without asking after Purser was away, so that not every call waits for it in vain. */
const awayMs = 5_000;
/** The longest that Purser holds a question about an approval. */
const waitSeconds = 30;

/**
 * Holds a call before it is made.
 * @throws BudgetExceededError, ApprovalRequiredError, PurserUnavailableError under `closed`, PurserError for a request that
 * cannot be right (a wrong key, an unknown project) under either policy.
 */
export async function reserve(state: PurserState, call: GuardedCall): Promise<Hold> {
  const id = call.id ?? crypto.randomUUID();
  const policy = call.failurePolicy ?? state.failurePolicy;
  if (policy === "open" && Date.now() < state.awayUntil) return openHold(state, id, call);
  const answer = await ask(state, id, call);
  if (call.signal?.aborted) {
    // Whatever was granted meanwhile is not wanted any more.
    void state.connection.send(`reservations/${encodeURIComponent(id)}/release`);
    throw call.signal.reason;
  }
  if (!answer.ok && answer.retryable) {
    state.awayUntil = Date.now() + Math.max(awayMs, answer.retryAfterMs ?? 0);
    if (policy === "closed") throw answer.error;
    state.onError(answer.error);
    return openHold(state, id, call);
  }
  if (!answer.ok) throw refusal(answer, id);
  if (answer.status !== 202) return createHold(state, id, call, answer.body);
  return onApproval(state, id, call, answer.body);
}

/** Asks until there is an answer that decides, or the time for it is over. The id makes asking again harmless. */
async function ask(state: PurserState, id: string, call: GuardedCall): Promise<Answer> {
  const { agentId, projectId, agentType, runId, jobId, provider, model, inputTokens, maxOutputTokens } = call;
  const { amount, expiresInSeconds, signal } = call;
  const what = { provider, model, inputTokens, maxOutputTokens, amount, expiresInSeconds };
  const body = JSON.stringify({ id, agentId, projectId, agentType, runId, jobId, ...what });
  const end = Date.now() + state.reserveTimeoutMs;
  const open = (call.failurePolicy ?? state.failurePolicy) === "open";
  for (let failures = 1; ; failures++) {
    const answer = await state.connection.send("reservations", { body, timeoutMs: end - Date.now(), signal });
    if (answer.ok || !answer.retryable || signal?.aborted) return answer;
    // Nobody there, twice: a call that may run unguarded does not wait for a restart.
    if (open && failures === 2 && answer.error.code === "unavailable") return answer;
    const wait = backoffMs(failures, answer.retryAfterMs);
    if (Date.now() + wait >= end) return answer;
    await sleep(wait, signal).catch(() => {});
  }
}

async function onApproval(state: PurserState, id: string, call: GuardedCall, asked: Record<string, unknown>) {
  const { approvalId, budgets, expiresAt } = asked as Pick<
    ApprovalRequiredError,
    "approvalId" | "budgets" | "expiresAt"
  >;
  const required = new ApprovalRequiredError(`A person has to approve this call (${approvalId}), until ${expiresAt}.`, {
    code: "approval_required",
    status: 202,
    reservationId: id,
    approvalId,
    budgets,
    expiresAt,
  });
  if ((call.onApprovalRequired ?? state.onApprovalRequired) === "throw") throw required;
  try {
    await decided(state, required, call.signal);
  } catch (error) {
    await state.connection.send(`reservations/${encodeURIComponent(id)}/release`);
    throw error;
  }
  // The same id again: what was decided is its answer now.
  const answer = await ask(state, id, call);
  if (answer.ok && answer.status !== 202) return createHold(state, id, call, answer.body);
  throw answer.ok ? required : refusal(answer, id);
}

/** Returns when somebody decided, or the time for it is over. */
async function decided(state: PurserState, { approvalId, expiresAt }: ApprovalRequiredError, signal?: AbortSignal) {
  const path = `approvals/${encodeURIComponent(approvalId)}?wait=${waitSeconds}`;
  const timeoutMs = waitSeconds * 1_000 + state.connection.timeoutMs;
  for (let failures = 0; ; ) {
    const answer = await state.connection.send(path, { method: "GET", timeoutMs, signal });
    signal?.throwIfAborted();
    if (answer.ok) {
      failures = 0;
      if (answer.body.status !== "pending") return;
    } else if (!answer.retryable) {
      throw answer.error;
    } else {
      if (Date.now() > Date.parse(expiresAt)) throw answer.error;
      await sleep(backoffMs(++failures, answer.retryAfterMs), signal);
    }
  }
}
