import { type Budget, isCap } from "#server/budgets/budget.ts";
import { type CallScope, type CounterScope, matchScope } from "#server/budgets/match-scope.ts";
import { type Counters, type CounterWindow, windowEnd, windowsBetween } from "./counters.ts";

/** What is asked for. `amountNanos` null: no price is known. `tokens` null: the caller said nothing of tokens. */
export type Ask = CallScope & {
  readonly amountNanos: bigint | null;
  readonly tokens: bigint | null;
  readonly from: Date;
  readonly to: Date;
};

/** Why an agent may not spend now. Times are ISO 8601 UTC. */
export type Pause = {
  readonly reason: string | null;
  readonly since: string | null;
  readonly by: string | null;
  /** The budget that paused it, and of whom its limit was reached; null where a person did. */
  readonly budgetId: string | null;
  readonly scopeId: string | null;
  readonly until: string | null;
};

/** How one budget stands against what is asked, all in its own unit (nano-dollars or tokens). */
export type Standing = {
  readonly budget: Budget;
  readonly scopeId: string;
  readonly window: CounterWindow;
  /** With what approvals added for this window. */
  readonly limit: bigint;
  readonly spent: bigint;
  readonly reserved: bigint;
  /** null: not known. */
  readonly asked: bigint | null;
  /** When its window ends; null for a run's ceiling, which only a higher limit frees. */
  readonly frees: Date | null;
};

export type Decision =
  | { readonly kind: "allow"; readonly standings: Standing[] }
  /** `refusals`: the budget that paused the agent, and those that have no room besides. */
  | { readonly kind: "paused"; readonly pause: Pause; readonly refusals: Standing[] }
  | { readonly kind: "approval"; readonly standings: Standing[]; readonly refusals: Standing[] }
  | {
      readonly kind: "refuse";
      readonly code: "budget_exceeded" | "price_unknown";
      readonly refusals: Standing[];
      readonly reached: Standing[];
    };

/** What approvals of an extra amount added to a budget's limit in one window. */
export type ExtraOf = (budgetId: string, scopeId: string, windowStart: string) => bigint;

/**
 * Decides one reservation: it is admitted only if every cap that speaks of the call has room for it in every window the
 * hold may be spent in, so that spent + reserved stays within each limit (invariant 4). Pure: nothing is held here.
 */
export function decide(question: {
  orgId: string;
  ask: Ask;
  pause: Pause | null;
  budgets: readonly Budget[];
  counters: Counters;
  extraOf: ExtraOf;
}): Decision {
  const { orgId, ask, pause, budgets, counters, extraOf } = question;
  const standingOf = (budget: Budget, scope: CounterScope, window: CounterWindow): Standing => {
    const counter = counters.at(scope, window);
    const cost = budget.unit === "cost";
    return {
      budget,
      scopeId: scope.scopeId,
      window,
      limit: budget.limit + extraOf(budget.id, scope.scopeId, window.windowStart),
      spent: cost ? counter.spentNanos : counter.spentTokens,
      reserved: cost ? counter.reservedNanos : counter.reservedTokens,
      asked: cost ? ask.amountNanos : ask.tokens,
      frees: windowEnd(window),
    };
  };

  const standings: Standing[] = [];
  const refusals: Standing[] = [];
  let unpricedOnly = true;
  for (const budget of budgets) {
    const scope = matchScope(budget, orgId, ask);
    if (!scope) continue;
    for (const [index, window] of windowsBetween(budget.window, ask.from, ask.to).entries()) {
      const standing = standingOf(budget, scope, window);
      if (index === 0) standings.push(standing);
      if (!isCap(budget)) continue;
      const unknown = standing.asked === null && !budget.allowUnpriced;
      if (!unknown && hasRoom(standing)) continue;
      refusals.push(standing);
      unpricedOnly &&= unknown && budget.unit === "cost";
    }
  }
  if (pause) {
    const pausing = budgets.find(({ id }) => id === pause.budgetId);
    const [window] = windowsBetween(pausing?.window ?? "day", ask.from, ask.to);
    const named = refusals.some(({ budget }) => budget === pausing);
    const cause = pausing && window && !named ? [standingOf(pausing, scopeOfPause(pausing, orgId, pause), window)] : [];
    return { kind: "paused", pause, refusals: [...cause, ...refusals] };
  }
  if (refusals.length === 0) return { kind: "allow", standings };

  const reached = refusals.filter(isReached);
  if (unpricedOnly) return { kind: "refuse", code: "price_unknown", refusals, reached };
  const askable = refusals.every(({ budget, asked }) => budget.onExceeded.includes("approval") && asked !== null);
  return askable
    ? { kind: "approval", standings, refusals }
    : { kind: "refuse", code: "budget_exceeded", refusals, reached };
}

/** The counter of the limit that paused an agent, which may be of a project that this call is not for. */
function scopeOfPause({ scope, projectId }: Budget, orgId: string, { scopeId }: Pause): CounterScope {
  if (scope === "organization") return { scope, projectId: "", scopeId: orgId };
  return { scope, projectId: scope === "project" ? (scopeId ?? "") : projectId, scopeId: scopeId ?? "" };
}

/** A call of no cost fits anywhere; one of unknown cost or tokens only below the limit. */
function hasRoom({ limit, spent, reserved, asked }: Standing): boolean {
  if (asked === null) return spent + reserved < limit;
  return asked === 0n || spent + reserved + asked <= limit;
}

/**
 * Whether the limit counts as reached although something is left: the critical mark (95 % where no threshold is critical) is
 * passed and what is left does not even hold this one call. Holds of others do not count: they may come to less. Where a
 * person is asked about such a call only what is spent reaches the limit.
 */
function isReached({ budget, limit, spent, asked }: Standing): boolean {
  if (budget.onExceeded.includes("approval")) return false;
  if (spent >= limit) return true;
  const [, ...more] = budget.thresholds.filter((threshold) => threshold < 100);
  const critical = BigInt(more.at(-1) ?? 95);
  return asked !== null && spent + asked > limit && spent * 100n >= limit * critical;
}
