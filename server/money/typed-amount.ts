import { type NanoDollars, parseDollars } from "./amount.ts";

const dollars = /^\$?\s*((?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?|\.\d+)$/;
const tokens = /^(?:\d+|\d{1,3}(?:,\d{3})+)$/;
const mostDigits = 64;
const mostTokens = 1_000_000_000_000_000n;

/**
 * Nano-dollars of an amount as a person types it: `1234.5`, `$1,234.50`. A comma only parts thousands: `12,34` and
 * `1.000,50` are refused, not read as some other amount. Null for what is no amount from 0 to $1,000,000,000 with at most
 * nine decimals, `1e3` included: that is a number to a program, but from a person it is a slip.
 */
export function typedDollars(text: string): NanoDollars | null {
  const amount = text.length <= mostDigits ? dollars.exec(text.trim())?.[1] : undefined;
  if (amount === undefined) return null;
  try {
    return parseDollars(amount.replaceAll(",", ""));
  } catch {
    return null;
  }
}

/** Says what is wrong with what is no number of tokens, or what to type in its place: `such` as an example. */
export function tokensProblem(text: string, such: string): string {
  const typed = text.trim();
  if (/^-\s*\d/.test(typed)) return "Enter a number of tokens that is not negative.";
  if (tokens.test(typed)) return "Enter at most 1,000,000,000,000,000 tokens.";
  return `Enter a whole number of tokens such as ${such}.`;
}

/** Tokens as a person types them, `500000` or `500,000`. Null for what is no whole number from 0 to 10^15. */
export function typedTokens(text: string): bigint | null {
  const typed = text.trim();
  if (typed.length > mostDigits || !tokens.test(typed)) return null;
  const count = BigInt(typed.replaceAll(",", ""));
  return count > mostTokens ? null : count;
}

/**
 * Says what is wrong with what is no amount of dollars, or what to type in its place; `zero` says what 0 would mean:
 * `or 0 for no limit`.
 */
export function dollarsProblem(text: string, zero?: string): string {
  const typed = text.trim();
  if (/^-\s*\$?\s*[\d.]/.test(typed)) return `Enter an amount that is not negative${zero ? `, ${zero}` : ""}.`;
  if (dollars.test(typed)) {
    return /\.\d{10}/.test(typed)
      ? "Enter at most nine decimals: a nano-dollar is the smallest amount."
      : "Enter at most $1,000,000,000.";
  }
  const sentence = `Enter an amount in dollars such as 500 or 499.50${zero ? `, ${zero}` : ""}.`;
  return text.includes(",") ? `${sentence} A comma only parts thousands. Write 1234.56.` : sentence;
}
