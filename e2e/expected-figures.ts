/*
 * What the pages must say, worked out without any of Purser's code: list prices are written here by hand, sums are made
 * of the lines of a file, and Intl writes them.
 */

/** A call of whatever file, as far as sums need it. `costNanos` null: nobody knows. */
export type Counted = { at: Date; tokens: bigint; costNanos: bigint | null };

/** List prices in nano-dollars per token. */
const listPrices: Record<string, { input: bigint; cached: bigint; write: bigint; write1h: bigint; output: bigint }> = {
  "claude-sonnet-4-20250514": { input: 3000n, cached: 300n, write: 3750n, write1h: 6000n, output: 15_000n },
  "claude-sonnet-4-5-20250929": { input: 3000n, cached: 300n, write: 3750n, write1h: 6000n, output: 15_000n },
  "claude-opus-4-6": { input: 5000n, cached: 500n, write: 6250n, write1h: 10_000n, output: 25_000n },
  "claude-haiku-4-5-20251001": { input: 1000n, cached: 100n, write: 1250n, write1h: 2000n, output: 5000n },
  "gpt-4.1": { input: 2000n, cached: 500n, write: 2000n, write1h: 2000n, output: 8000n },
};

/** Token counts whose parts do not overlap. */
type Parts = { input: number; cached?: number; write?: number; write1h?: number; output: number };

/** Cost by list price; null for a model that is not listed above. */
export function listCost(model: string, { input, cached = 0, write = 0, write1h = 0, output }: Parts): bigint | null {
  const price = listPrices[model];
  if (!price) return null;
  return (
    BigInt(input) * price.input +
    BigInt(cached) * price.cached +
    BigInt(write) * price.write +
    BigInt(write1h) * price.write1h +
    BigInt(output) * price.output
  );
}

/** Dollars of a file as whole nano-dollars. */
export const nanos = (dollars: number): bigint => BigInt(Math.round(dollars * 1e9));

/** Sums of calls. An unknown cost adds nothing. */
export function sumOf(calls: readonly Counted[]) {
  return {
    costNanos: calls.reduce((sum, { costNanos }) => sum + (costNanos ?? 0n), 0n),
    tokens: calls.reduce((sum, { tokens }) => sum + tokens, 0n),
    unpriced: calls.filter(({ costNanos }) => costNanos === null).length,
  };
}

/** What a sum of calls reads, where calls may have no price; `write` writes amounts. */
export function spent(
  { costNanos, unpriced }: { costNanos: bigint; unpriced: number },
  write: (amount: bigint) => string = usd,
) {
  if (unpriced === 0) return write(costNanos);
  return costNanos === 0n ? "Unpriced" : `at least ${write(costNanos)}`;
}

/** Calls of a UTC month (`2026-11`) or day (`2026-11-22`). */
export function within<Call extends Counted>(calls: readonly Call[], period: string): Call[] {
  return calls.filter(({ at }) => at.toISOString().startsWith(period));
}

/** `$1,234.56`, or with so many decimals. */
export function usd(amount: bigint, decimals = 2): string {
  const format = new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return format.format(Number(amount) / 1e9);
}

const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** `48.2M` */
export const short = (count: bigint | number): string => compact.format(count);

/** `48,213,007` */
export const whole = (count: bigint | number): string => count.toLocaleString("en-US");

/** `1.2K = 1,234`, as tables are read; small counts are exact already. */
export const shortAndWhole = (count: bigint | number): string =>
  short(count) === whole(count) ? whole(count) : `${short(count)} = ${whole(count)}`;

/** `Nov 22, 2026` of `2026-11-22`. */
export function dayName(day: string): string {
  const options = { timeZone: "UTC", month: "short", day: "numeric", year: "numeric" } as const;
  return new Date(`${day}T00:00:00Z`).toLocaleDateString("en-US", options);
}
