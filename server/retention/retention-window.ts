import { z } from "zod";
import { addMonths, dayMs, monthKey } from "#server/time/window.ts";

/** The fewest whole months before the running one that are kept: what pages compare and insights read is among them. */
const fewestMonths = 3;
const mostMonths = 120;

const range = `must be a whole number of months from ${fewestMonths} to ${mostMonths}`;

/** How many whole UTC months before the running one calls are kept one by one; null: for ever. */
export const retentionInput = z.strictObject({
  months: z.int(range).min(fewestMonths, range).max(mostMonths, range).nullable(),
});

/** How long nothing is deleted after the retention was set, so that a mistake can be taken back: a day, in milliseconds. */
export const graceMs = dayMs;

/** The first day whose calls are kept one by one, `2026-08-01`: so many whole UTC months before the month of `now`. */
export function firstKeptDay(now: Date, months: number): string {
  return `${addMonths(monthKey(now), -months)}-01`;
}
