/** One colour of a stacked bar. */
export type BarSeries = { key: string; label: string; colour: string; hatched?: boolean };

/** What a bar is projected to come to, and the range around it, in dollars. */
export type Projected = { value: number; low: number; high: number };

/**
 * One bar: dollars by series (floats, for drawing), the period before, whether it is still growing, where it is projected to
 * end, and whether it is far above what was to be expected. A day to come has no parts.
 */
export type Bar = {
  key: string;
  tick: string;
  parts: readonly number[];
  previous?: number;
  pending?: boolean;
  projected?: Projected;
  unusual?: boolean;
};

/** A level drawn across all bars, in dollars. */
export type Level = { value: number; label: string };

/** Height of the plot and how much of a band its bar leaves free; the static and the live drawing share them. */
export function bandGap(count: number): number {
  if (count <= 7) return 0.56;
  if (count <= 14) return 0.42;
  return count <= 31 ? 0.3 : 0.22;
}

/** Sum of a bar's parts in dollars. */
export function barTotal(bar: Bar): number {
  return bar.parts.reduce((sum, part) => sum + part, 0);
}
