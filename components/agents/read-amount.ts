import { dollarsProblem, tokensProblem, typedDollars, typedTokens } from "#server/money/typed-amount.ts";

/** The amount that was typed as a limit, in nano-dollars or tokens, or what is wrong with it. Nothing and 0 are no limit. */
export function readAmount(text: string, unit: "cost" | "tokens"): { amount: bigint } | { problem: string } {
  if (text.trim() === "") return { amount: 0n };
  if (unit === "tokens") {
    const amount = typedTokens(text);
    if (amount !== null) return { amount };
    return { problem: tokensProblem(text, "500,000, or 0 for no limit") };
  }
  const amount = typedDollars(text);
  return amount === null ? { problem: dollarsProblem(text, "or 0 for no limit") } : { amount };
}
