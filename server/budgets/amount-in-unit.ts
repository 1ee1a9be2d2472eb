import { toDollars } from "#server/money/amount.ts";
import type { BudgetUnit } from "./budget.ts";

/** How answers write the amounts of a budget: dollars or tokens as a number, and exact nano-dollars, null for tokens. */
export function amountInUnit(unit: BudgetUnit) {
  return {
    amount: (value: bigint): number => (unit === "cost" ? toDollars(value) : Number(value)),
    nanos: (value: bigint): string | null => (unit === "cost" ? value.toString() : null),
  };
}
