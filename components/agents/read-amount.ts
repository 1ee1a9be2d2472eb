import { dollarsProblem, tokensProblem, typedDollars, typedTokens } from "#server/money/typed-amount.ts";

const cent = 10_000_000n;

/**
 * The amount that was typed as a limit, in nano-dollars or tokens, or what is wrong with it. Nothing and 0 are no limit.
 * `cents`: no finer than a cent.
 */
export function readAmount(text: string, unit: "cost" | "tokens" | "cents"): { amount: bigint } | { problem: string } {
  if (text.trim() === "") return { amount: 0n };
  if (unit === "tokens") {
    const amount = typedTokens(text);
    if (amount !== null) return { amount };
    return { problem: tokensProblem(text, "500,000, or 0 for no limit") };
  }
  const amount = typedDollars(text);
  if (amount === null) return { problem: dollarsProblem(text, "or 0 for no limit") };
  return unit === "cents" && amount % cent !== 0n ? { problem: "Enter whole cents, such as 4.50." } : { amount };
}
