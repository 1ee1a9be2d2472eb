import type { Answer } from "./connection.ts";
import { BudgetExceededError, type PurserError } from "./errors.ts";

/** The error for an answer that refuses. */
export function refusal({ error, body }: Answer & { ok: false }, reservationId: string): PurserError {
  if (error.status !== 402) return error;
  const { code, status, requestId, message } = error;
  const { budgets, pause } = body as Pick<BudgetExceededError, "budgets" | "pause">;
  return new BudgetExceededError(message, { code, status, requestId, reservationId, budgets: budgets ?? [], pause });
}
