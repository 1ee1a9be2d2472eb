/** A budget without room for a call, with its figures: dollars or tokens, by `unit`; `…Nanos` are exact nano-dollars. */
export type RefusingBudget = {
  budgetId: string;
  scope: string;
  scopeId: string;
  window: "day" | "month" | "run";
  windowStart: string;
  unit: "cost" | "tokens";
  limit: number;
  limitNanos?: string;
  spent: number;
  spentNanos?: string;
  reserved: number;
  reservedNanos?: string;
  remaining: number;
  remainingNanos?: string;
  /** null: not known. */
  requested: number | null;
  /** When its window ends (ISO 8601 UTC); null for a run's, which only a higher limit frees. */
  frees: string | null;
  onExceeded: string[];
};

/** Why an agent may not spend now. */
export type Pause = {
  reason: string | null;
  since: string | null;
  by: string | null;
  budgetId: string | null;
  scopeId: string | null;
  until: string | null;
};

type Details = { code: string; status?: number; requestId?: string; cause?: unknown };

/** Whatever the client says. `code` is Purser's own where it answered; `requestId` finds the request in its log. */
export class PurserError extends Error {
  override name = "PurserError";
  readonly code: string;
  /** Of HTTP; undefined where there was no answer. */
  readonly status: number | undefined;
  readonly requestId: string | undefined;

  constructor(message: string, { code, status, requestId, cause }: Details) {
    super(message, { cause });
    this.code = code;
    this.status = status;
    this.requestId = requestId;
  }
}

/** No answer that decides: Purser could not be reached in time, was busy, or failed. */
export class PurserUnavailableError extends PurserError {
  override name = "PurserUnavailableError";
}

/** The call is refused (402): no budget was touched and nothing is held. `message` says which limit, and when it frees. */
export class BudgetExceededError extends PurserError {
  override name = "BudgetExceededError";
  declare readonly code: "budget_exceeded" | "agent_paused" | "price_unknown";
  readonly reservationId: string;
  /** Every budget that refuses. */
  readonly budgets: readonly RefusingBudget[];
  /** Of `agent_paused`. */
  readonly pause: Pause | undefined;

  constructor(
    message: string,
    details: Details & { reservationId: string; budgets: readonly RefusingBudget[]; pause?: Pause },
  ) {
    super(message, details);
    this.reservationId = details.reservationId;
    this.budgets = details.budgets;
    this.pause = details.pause;
  }
}

/** A person has to approve the call (202). Once approved, the same call with `id: reservationId` goes through. */
export class ApprovalRequiredError extends PurserError {
  override name = "ApprovalRequiredError";
  readonly reservationId: string;
  readonly approvalId: string;
  readonly budgets: readonly RefusingBudget[];
  /** Until when it may be decided, ISO 8601 UTC. */
  readonly expiresAt: string;

  constructor(
    message: string,
    details: Details & {
      reservationId: string;
      approvalId: string;
      budgets: readonly RefusingBudget[];
      expiresAt: string;
    },
  ) {
    super(message, details);
    this.reservationId = details.reservationId;
    this.approvalId = details.approvalId;
    this.budgets = details.budgets;
    this.expiresAt = details.expiresAt;
  }
}
