import { divideHalfEven, type NanoDollars } from "./amount.ts";

/*
 * How money, tokens and percentages are written everywhere. Locale and digits are fixed (en-US), so that the server and
 * the browser write the same text.
 */

const cent = 10_000_000n;
const dollar = 100n * cent;
const smallestShown = 1_000n; // $0.000001

const grouped = new Intl.NumberFormat("en-US");
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/**
 * One amount on its own (a card, a sentence): `$1,234.56`. Below a cent, two significant digits and at most six decimals:
 * `$0.0042`; below `$0.000001`, `<$0.000001`. Zero is `$0.00`; nothing else reads as zero.
 */
export function formatDollars(nanos: NanoDollars): string {
  const absolute = nanos < 0n ? -nanos : nanos;
  if (absolute >= cent || absolute === 0n) return fixed(nanos, 2);
  if (absolute < smallestShown) return nanos < 0n ? ">-$0.000001" : "<$0.000001";

  let decimals = Math.min(6, 9 - absolute.toString().length + 2);
  // Rounding may carry into a new digit (0.000996 → 0.0010): then one decimal fewer still shows two digits.
  if (divideHalfEven(absolute, power(9 - decimals)) >= 100n) decimals -= 1;
  return fixed(nanos, Math.max(2, decimals));
}

/**
 * What one of something costs (a job, 1,000 tokens), on its own: four decimals below a dollar, where two would hide what
 * tells one from another: `$0.1398`. Otherwise as `formatDollars`.
 */
export function formatUnitCost(nanos: NanoDollars): string {
  const absolute = nanos < 0n ? -nanos : nanos;
  return absolute >= cent && absolute < dollar ? fixed(nanos, 4) : formatDollars(nanos);
}

/**
 * The formatter of a column: one precision for all of its amounts (include the total). Two decimals, or four if any
 * non-zero amount is under a cent (`of: "units"`, as in `formatUnitCost`: under a dollar); then what is not zero and too small
 * for four reads `<$0.0001`.
 */
export function dollarColumn(
  amounts: Iterable<NanoDollars>,
  { of = "sums" }: { of?: "sums" | "units" } = {},
): (nanos: NanoDollars) => string {
  const coarse = of === "units" ? dollar : cent;
  let decimals = 2;
  for (const nanos of amounts) {
    if (nanos !== 0n && nanos < coarse && nanos > -coarse) {
      decimals = 4;
      break;
    }
  }
  return (nanos) => {
    const least = power(9 - decimals);
    if (nanos > 0n && nanos * 2n <= least) return `<${fixed(least, decimals)}`;
    if (nanos < 0n && nanos * -2n <= least) return `>${fixed(-least, decimals)}`;
    return fixed(nanos, decimals);
  };
}

/** An amount to the last nano-dollar, for where a sum is shown to add up: `$0.0004215`, `$3.00`, `$1,234.50`. */
export function formatExactDollars(nanos: NanoDollars): string {
  const all = fixed(nanos, 9);
  return all.replace(/0{1,7}$/, "");
}

/** Tokens or another count, short: `48.2M`, `950`. Put `formatExact` of the same count in the `title`. */
export function formatTokens(count: bigint | number): string {
  return compact.format(count);
}

/** A whole count in full: `48,213,007`. */
export function formatExact(count: bigint | number): string {
  return grouped.format(count);
}

/** A count with its noun: `1 job`, `2,443 jobs`; short with `formatTokens`: `48.2M tokens`. */
export function counted(count: bigint | number, noun: string, write: typeof formatExact = formatExact): string {
  return `${write(count)} ${noun}${BigInt(count) === 1n ? "" : "s"}`;
}

/**
 * Whole percent of a limit that is spent, truncated, so that it never reads as a threshold that is not reached:
 * 99.97 % is 99. Null without a limit. Compare exact amounts, not this, to decide a status.
 */
export function budgetPercent(spent: bigint, limit: bigint): number | null {
  if (limit <= 0n) return null;
  return Number((spent * 100n) / limit);
}

/** `82%`, truncated as `budgetPercent`; `<1%` for some spend under one percent; `null` without a limit. */
export function formatBudgetPercent(spent: bigint, limit: bigint): string | null {
  const percent = budgetPercent(spent, limit);
  if (percent === null) return null;
  if (percent > 999) return ">999%";
  return percent === 0 && spent > 0n ? "<1%" : `${grouped.format(percent)}%`;
}

/** A part of a total with one decimal, `42.1%`. Only all of it reads `100.0%` and only nothing `0.0%`. */
export function formatShare(part: bigint, whole: bigint): string {
  if (part === 0n || whole === 0n) return "0.0%";
  const tenths = divideHalfEven(part * 1000n, whole);
  if (tenths === 0n) return "<0.1%";
  return `${oneDecimal(tenths >= 1000n && part < whole ? 999n : tenths)}%`;
}

/** How a figure moved against the previous period. `text` says it in words; colour is the caller's choice (spend is neutral). */
export type Delta = { direction: "new" | "up" | "down" | "same"; text: string };

/**
 * `Up 12.4%`, `Down 3.0%`, `No change`; `New` when there was nothing before, since no percentage of 0 is true; `Up >999%`
 * beyond ten times as much, where a percentage says nothing any more.
 * Counts are whole numbers of 0 or more; amounts are nano-dollars. `Down 100.0%` is said only of a figure that is 0 now.
 */
export function formatDelta(current: bigint | number, previous: bigint | number): Delta {
  const now = BigInt(current);
  const before = BigInt(previous);
  if (now === before) return { direction: "same", text: "No change" };
  if (before === 0n) return { direction: "new", text: "New" };

  const up = now > before;
  const tenths = divideHalfEven((up ? now - before : before - now) * 1000n, before);
  const capped = !up && tenths >= 1000n && now > 0n ? 999n : tenths;
  const amount = capped === 0n ? "<0.1%" : capped > 9990n ? ">999%" : `${oneDecimal(capped)}%`;
  return up ? { direction: "up", text: `Up ${amount}` } : { direction: "down", text: `Down ${amount}` };
}

function oneDecimal(tenths: bigint): string {
  return `${grouped.format(tenths / 10n)}.${tenths % 10n}`;
}

function fixed(nanos: NanoDollars, decimals: number): string {
  const units = divideHalfEven(nanos < 0n ? -nanos : nanos, power(9 - decimals));
  const scale = power(decimals);
  const fraction = (units % scale).toString().padStart(decimals, "0");
  return `${nanos < 0n ? "-" : ""}$${grouped.format(units / scale)}.${fraction}`;
}

function power(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}
