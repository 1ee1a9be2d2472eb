import { amountInUnit } from "#server/budgets/amount-in-unit.ts";
import type { BudgetUnit } from "#server/budgets/budget.ts";
import { type NanoDollars, toDecimalString, toDollars } from "#server/money/amount.ts";
import type { Decision, Pause, Standing } from "./decide.ts";

/** An amount of a budget as callers read it: dollars or tokens as a number, and exact as a string where it is money. */
type Amounts<Name extends string> = { [K in Name]: number } & { [K in `${Name}Nanos`]?: string };

type Scope = { budgetId: string; scope: string; scopeId: string; window: string; windowStart: string; unit: string };

/** One budget and what it has left, the hold taken off. */
export type Remaining = Scope & Amounts<"remaining">;

/** One budget that refuses: how it stands, what was asked, and when it frees (null: when its limit is raised). */
export type Refusal = Scope &
  Amounts<"limit"> &
  Amounts<"spent"> &
  Amounts<"reserved"> &
  Amounts<"remaining"> & { requested: number | null; frees: string | null; onExceeded: string[] };

export type Allowed = {
  id: string;
  decision: "allow";
  amount: number;
  amountNanos: string;
  tokens: number;
  expiresAt: string;
  remaining: Remaining[];
};

export type ApprovalRequired = {
  id: string;
  decision: "approval_required";
  approvalId: string;
  amount: number;
  amountNanos: string;
  /** Until when it may be decided. */
  expiresAt: string;
  budgets: Refusal[];
};

export type Refused = {
  id: string;
  decision: "refused";
  code: "budget_exceeded" | "agent_paused" | "price_unknown";
  detail: string;
  budgets: Refusal[];
  pause?: Pause;
};

/** What a reservation is answered with; the same again for the same id. */
export type ReserveAnswer = Allowed | ApprovalRequired | Refused;

function scopeOf({ budget, scopeId, window }: Standing): Scope {
  return {
    budgetId: budget.id,
    scope: budget.scope,
    scopeId,
    window: budget.window,
    windowStart: window.windowStart,
    unit: budget.unit,
  };
}

function amounts<Name extends string>(name: Name, unit: BudgetUnit, value: bigint): Amounts<Name> {
  const { amount, nanos } = amountInUnit(unit);
  return { [name]: amount(value), ...(unit === "cost" && { [`${name}Nanos`]: nanos(value) }) } as Amounts<Name>;
}

const atLeastZero = (value: bigint) => (value > 0n ? value : 0n);

/** What is left of these budgets after the hold that was just decided. */
function remainingOf(standings: readonly Standing[]): Remaining[] {
  return standings.map((standing) => {
    const { limit, spent, reserved, asked, budget } = standing;
    return {
      ...scopeOf(standing),
      ...amounts("remaining", budget.unit, atLeastZero(limit - spent - reserved - (asked ?? 0n))),
    };
  });
}

/** Every budget that refuses, with its figures. */
export function refusalsOf(refusals: readonly Standing[]): Refusal[] {
  return refusals.map((standing) => {
    const { limit, spent, reserved, asked, budget, frees } = standing;
    return {
      ...scopeOf(standing),
      ...amounts("limit", budget.unit, limit),
      ...amounts("spent", budget.unit, spent),
      ...amounts("reserved", budget.unit, reserved),
      ...amounts("remaining", budget.unit, atLeastZero(limit - spent - reserved)),
      requested: asked === null ? null : amountInUnit(budget.unit).amount(asked),
      frees: frees?.toISOString() ?? null,
      onExceeded: [...budget.onExceeded],
    };
  });
}

/** The answer to what was not allowed, in words that say what to do. */
export function refused(id: string, decision: Exclude<Decision, { kind: "allow" | "approval" }>): Refused {
  const budgets = refusalsOf(decision.refusals);
  if (decision.kind === "paused") {
    return {
      id,
      decision: "refused",
      code: "agent_paused",
      detail: pausedSentence(decision.pause),
      budgets,
      pause: decision.pause,
    };
  }
  const detail =
    decision.code === "price_unknown"
      ? "No price is known for this model, so the worst case cannot be held. Set a price, state an amount, or let the budget allow unpriced calls."
      : decision.refusals.map(sentence).join(" ");
  return { id, decision: "refused", code: decision.code, detail, budgets };
}

function pausedSentence({ reason, by, budgetId, until }: Pause): string {
  const who = by?.startsWith("system:") ? "Purser" : by;
  const why = reason ? ` ${reason.replace(/[.!?]$/, "")}.` : "";
  const when = until ? `It goes on at ${until}` : "A person has to resume it";
  const raised = budgetId ? ", or when the limit is raised" : "";
  return `The agent is paused${who ? ` by ${who}` : ""}.${why} ${when}${raised}.`;
}

function sentence({ budget, scopeId, limit, spent, reserved, asked, frees }: Standing): string {
  const show = (value: bigint) => (budget.unit === "cost" ? `$${toDecimalString(value)}` : `${value} tokens`);
  const whose = `${budget.scope.replaceAll("_", " ")} ${scopeId}`;
  const per = { day: "a day", month: "a month", run: "a run" }[budget.window];
  const held = reserved > 0n ? ` and ${show(reserved)} held` : "";
  if (asked === null && budget.unit === "tokens" && !budget.allowUnpriced) {
    return `The limit of ${whose}, ${show(limit)} ${per}, is held for calls whose tokens are known. Give inputTokens and maxOutputTokens.`;
  }
  const unknown = budget.unit === "cost" ? "A call of unknown cost" : "A call of an unknown number of tokens";
  const wants = asked === null ? unknown : `A call of up to ${show(asked)}`;
  const fit = `${wants} does not fit the limit of ${whose}, ${show(limit)} ${per}`;
  if (asked !== null && asked > limit) {
    return `${fit}: the call alone is larger than the limit. Make it smaller, or have the limit raised.`;
  }
  const settling = reserved > 0n ? "It frees when calls settle for less, or when the limit is raised." : "";
  const when = frees ? `It frees at ${frees.toISOString()}, or when the limit is raised.` : settling;
  return `${fit}: ${show(spent)} spent${held}. ${when || "It frees when the limit is raised."}`;
}

/** The answer to a call that fits, with what is left afterwards. */
export function allowed(
  id: string,
  hold: { amountNanos: NanoDollars; tokens: bigint; expiresAt: Date },
  standings: readonly Standing[],
): Allowed {
  return {
    id,
    decision: "allow",
    amount: toDollars(hold.amountNanos),
    amountNanos: hold.amountNanos.toString(),
    tokens: Number(hold.tokens),
    expiresAt: hold.expiresAt.toISOString(),
    remaining: remainingOf(standings),
  };
}
