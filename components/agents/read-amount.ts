import { parseDollars } from "#server/money/amount.ts";

const mostTokens = 1_000_000_000_000_000n;

/**
 * The amount that was typed as a limit, in nano-dollars or tokens, or what is wrong with it. Nothing and 0 are no limit.
 * `cents`: no finer than a cent.
 */
export function readAmount(text: string, unit: "cost" | "tokens" | "cents"): { amount: bigint } | { problem: string } {
  const plain = text.replace(/[$,\s]/g, "");
  if (plain === "") return { amount: 0n };
  return unit === "tokens" ? readTokens(plain) : readDollars(plain, unit === "cents");
}

function readTokens(plain: string) {
  const problem = "Enter a whole number of tokens such as 500,000, or 0 for no limit.";
  if (!/^\d+$/.test(plain)) return { problem };
  const amount = BigInt(plain);
  return amount > mostTokens ? { problem: "Enter at most 1,000,000,000,000,000 tokens." } : { amount };
}

function readDollars(plain: string, cents: boolean) {
  const problem = "Enter an amount in dollars such as 5 or 4.50, or 0 for no limit.";
  if (/e/i.test(plain)) return { problem }; // 1e3 is a number to a program; from a person it is a slip
  try {
    const amount = parseDollars(plain);
    return cents && amount % 10_000_000n !== 0n ? { problem: "Enter whole cents, such as 4.50." } : { amount };
  } catch {
    return { problem };
  }
}
