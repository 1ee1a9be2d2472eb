/** Whole days that projections look back: the longest use is in what the method got wrong. */
export const daysBack = 120;
/** Whole days from which it is known when the spend of a day usually comes. */
export const shareDays = 14;

/**
 * What a scope cost, in nano-dollars: `days` are whole UTC days one after the other, the last of them yesterday and the first
 * that of its first call (or as far back as is looked); days without a call are 0. `today` is what this day cost so far.
 */
export type SpendHistory = {
  days: readonly bigint[];
  today: bigint;
  /**
   * What part of a day's spend (0 to 1) has usually come when the running hour begins, and when it ends: means over days, and
   * the standard error of the latter.
   */
  byNow?: { from: number; to: number; error: number };
};
