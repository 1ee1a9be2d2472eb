import { type CallScope, type CounterScope, counterScopes } from "#server/budgets/match-scope.ts";
import { dayKey, dayMs, monthKey } from "#server/time/window.ts";

/** What one scope spent in one window and what is held in it. Nano-dollars and tokens (input and output together). */
export type Counter = { spentNanos: bigint; reservedNanos: bigint; spentTokens: bigint; reservedTokens: bigint };

/** The window part of a counter's key: the kind and the UTC day it starts on. */
export type CounterWindow = { readonly window: "day" | "month" | "run"; readonly windowStart: string };

const runWindow: CounterWindow = { window: "run", windowStart: "1970-01-01" };

/**
 * The counters that a group of reservations is decided on, as they stand in the database, and as the decisions made so
 * far change them. What is not there yet is zero.
 */
export class Counters {
  readonly #byKey = new Map<string, Counter>();

  set(scope: CounterScope, window: CounterWindow, counter: Counter): void {
    this.#byKey.set(keyOf(scope, window), counter);
  }

  at(scope: CounterScope, window: CounterWindow): Counter {
    const key = keyOf(scope, window);
    let counter = this.#byKey.get(key);
    if (!counter) {
      counter = { spentNanos: 0n, reservedNanos: 0n, spentTokens: 0n, reservedTokens: 0n };
      this.#byKey.set(key, counter);
    }
    return counter;
  }

  /** Adds a hold to everything it may be spent from: the same counters as the database's `change_holds`. */
  hold(orgId: string, call: CallScope, hold: { amountNanos: bigint; tokens: bigint; from: Date; to: Date }): void {
    const add = (counter: Counter) => {
      counter.reservedNanos += hold.amountNanos;
      counter.reservedTokens += hold.tokens;
    };
    const windows = [...windowsBetween("day", hold.from, hold.to), ...windowsBetween("month", hold.from, hold.to)];
    for (const scope of counterScopes(orgId, call)) for (const window of windows) add(this.at(scope, window));
    if (call.runId !== null) add(this.at({ scope: "pipeline_run", projectId: "", scopeId: call.runId }, runWindow));
  }
}

function keyOf({ scope, projectId, scopeId }: CounterScope, { window, windowStart }: CounterWindow): string {
  return `${scope}\0${projectId}\0${scopeId}\0${window}\0${windowStart}`;
}

/**
 * The windows of a kind that a call between these times may be recorded in, UTC: a hold that lives past midnight stands in
 * both days, so that the new day's cap holds too.
 */
export function windowsBetween(window: "day" | "month" | "run", from: Date, to: Date): CounterWindow[] {
  if (window === "run") return [runWindow];
  const starts = new Set<string>();
  const last = dayKey(to);
  for (let time = from.getTime(); ; time += dayMs) {
    const at = new Date(time);
    const day = dayKey(at) > last ? last : dayKey(at);
    starts.add(window === "day" ? day : `${day.slice(0, 7)}-01`);
    if (day >= last) break;
  }
  return [...starts].map((windowStart) => ({ window, windowStart }));
}

/** When a window ends and its spend no longer counts; null for a run. */
export function windowEnd({ window, windowStart }: CounterWindow): Date | null {
  if (window === "run") return null;
  const start = new Date(`${windowStart}T00:00:00Z`);
  if (window === "day") return new Date(start.getTime() + dayMs);
  start.setUTCMonth(start.getUTCMonth() + 1);
  return start;
}

/** The windows that the time belongs to, as `load_for_reserve` wants their starts. */
export function windowStarts(from: Date, to: Date): string[] {
  const days = windowsBetween("day", from, to).map(({ windowStart }) => windowStart);
  return [...new Set([...days, `${monthKey(from)}-01`, `${monthKey(to)}-01`])];
}
