import { AppError } from "#server/errors.ts";

/** An amount of US dollars in whole nano-dollars (1e-9 USD). Every amount in Purser is one of these, from entry to total. */
export type NanoDollars = bigint;

/** Nano-dollars in one dollar. */
const nanosPerDollar: NanoDollars = 1_000_000_000n;

/** The largest amount that may be stated: one billion dollars. More is a unit error, not a price. */
export const maxAmount: NanoDollars = 1_000_000_000n * nanosPerDollar;

const decimal = /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;
const maxDigits = 64;

/**
 * Nano-dollars from dollars, exactly: `"0.0042"`, `12.5`, `1e-7`. Numbers are read as the shortest decimal that JSON would
 * print for them, so `0.1` is one tenth.
 *
 * `excessDecimals: "round"` rounds what is finer than a nano-dollar half to even. It is for costs that callers worked out in
 * floats (`0.30000000000000004`); limits and prices that people state are refused instead.
 *
 * @throws AppError `validation_failed` for what is not a decimal number, NaN and Infinity, a negative amount unless
 * `allowNegative`, more than 9 decimals unless rounded, and more than $1,000,000,000.
 */
export function parseDollars(
  dollars: string | number,
  options: { allowNegative?: boolean; excessDecimals?: "refuse" | "round" } = {},
): NanoDollars {
  const text = typeof dollars === "number" ? String(dollars) : dollars.trim();
  const parts = text.length <= maxDigits ? decimal.exec(text) : null;
  const digits = parts ? `${parts[2] ?? ""}${parts[3] ?? ""}` : "";
  if (!parts || digits === "") {
    throw new AppError(
      "validation_failed",
      `${quote(text)} is not an amount of dollars. Send a plain decimal such as 12.50.`,
    );
  }

  const negative = parts[1] === "-" && BigInt(digits) !== 0n;
  if (negative && !options.allowNegative) {
    throw new AppError("validation_failed", `${quote(text)} is negative. Send an amount of 0 or more.`);
  }

  const shift = Number(parts[4] ?? 0) - (parts[3]?.length ?? 0) + 9;
  const nanos = shift >= 0 ? BigInt(digits) * 10n ** BigInt(shift) : shrink(text, BigInt(digits), -shift, options);
  if (nanos > maxAmount) {
    throw new AppError("validation_failed", `${quote(text)} is more than $1,000,000,000. Check the unit: dollars.`);
  }
  return negative ? -nanos : nanos;
}

function shrink(
  text: string,
  digits: bigint,
  places: number,
  options: { excessDecimals?: "refuse" | "round" },
): bigint {
  const divisor = 10n ** BigInt(places);
  if (options.excessDecimals !== "round" && digits % divisor !== 0n) {
    throw new AppError(
      "validation_failed",
      `${quote(text)} has more than 9 decimals. Round it to a nano-dollar (0.000000001).`,
    );
  }
  return divideHalfEven(digits, divisor);
}

function quote(text: string): string {
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}

/**
 * `dividend / divisor` rounded to a whole number, a half going to the even neighbour (IEEE 754 roundTiesToEven), so that
 * many roundings do not drift. The divisor must be positive.
 */
export function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const remainder = dividend - quotient * divisor;
  if (remainder === 0n) return quotient;
  const twice = remainder < 0n ? -remainder * 2n : remainder * 2n;
  if (twice < divisor || (twice === divisor && (quotient & 1n) === 0n)) return quotient;
  return dividend < 0n ? quotient - 1n : quotient + 1n;
}

/**
 * Dollars as a JSON number: the double nearest to the exact amount. For JSON and charts only; sums are made of
 * nano-dollars.
 */
export function toDollars(nanos: NanoDollars): number {
  const exact = nanos <= Number.MAX_SAFE_INTEGER && nanos >= Number.MIN_SAFE_INTEGER;
  return exact ? Number(nanos) / 1e9 : Number(toDecimalString(nanos));
}

/** Dollars as an exact decimal string without needless zeros: `"0.0042"`, `"500"`, `"-1.5"`. Inverse of `parseDollars`. */
export const toDecimalString = (nanos: NanoDollars): string => decimalText(nanos, 9);

/** A whole number of units of 10^-`places` as a plain decimal without needless zeros: `decimalText(4200n, 6)` is `"0.0042"`. */
export function decimalText(units: bigint, places: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, "0");
  const fraction = digits.slice(digits.length - places).replace(/0+$/, "");
  const whole = `${units < 0n ? "-" : ""}${digits.slice(0, digits.length - places)}`;
  return fraction === "" ? whole : `${whole}.${fraction}`;
}
