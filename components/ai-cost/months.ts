import { addMonths } from "#server/time/window.ts";

/**
 * The month an address asks for, if there is something to see or was since: undefined for the running one, and for what
 * lies ahead of it or before the first with calls. `spent` are the months with calls, oldest first.
 */
export function monthAsked(asked: string | null, spent: readonly string[], current: string): string | undefined {
  const [first] = spent;
  return asked !== null && first !== undefined && asked >= first && asked < current ? asked : undefined;
}

/** Every month from the first with calls to the running one, newest first. */
export function listMonths(spent: readonly string[], current: string): string[] {
  const months = [current];
  const first = spent[0] ?? current;
  for (let month = addMonths(current, -1); month >= first; month = addMonths(month, -1)) months.push(month);
  return months;
}

/** The months with calls next to one without: the last before it and the first after it. None next to one that has some. */
export function nearestSpend(spent: readonly string[], month: string): { before?: string; after?: string } {
  if (spent.includes(month)) return {};
  return { before: spent.findLast((one) => one < month), after: spent.find((one) => one > month) };
}
