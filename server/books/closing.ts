import { addMonths } from "#server/time/window.ts";

/** Up to which month the books are closed (`2026-10`; null: none is), and the first month with calls. */
export type Books = { closedThrough: string | null; firstUse: string | null };

/**
 * The months that closing `month` closes, oldest first: those before it that are still open go with it, so that the closed
 * months have no gap and nothing before their end changes any more. None where it is closed already.
 */
export function monthsToClose({ closedThrough, firstUse }: Books, month: string): string[] {
  if (closedThrough !== null && month <= closedThrough) return [];
  const first = closedThrough === null ? (firstUse ?? month) : addMonths(closedThrough, 1);
  const months: string[] = [];
  for (let one = first < month ? first : month; one <= month; one = addMonths(one, 1)) months.push(one);
  return months;
}
