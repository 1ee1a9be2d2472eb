import { expect } from "vitest";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { counter, discrepancies } from "./test-caps.ts";

/** What a provider said a call used, in tokens: wholes, and parts of them. */
type Given = { input: number; cached: number; written: number; writtenHour: number; output: number; reasoning: number };

/** Nano-dollars a token. */
type Rates = { input: number; cached: number; written: number; writtenHour: number; output: number };

const fields = {
  inputTokens: "input",
  cachedInputTokens: "cached",
  cacheWriteTokens: "written",
  cacheWrite1hTokens: "writtenHour",
  outputTokens: "output",
  reasoningTokens: "reasoning",
} as const;

/** The ledger has what the provider gave: so many calls, the same sums of every kind, the cost of them to the nano-dollar; nothing is held. */
export async function expectGiven(ctx: Ctx, given: readonly Given[], rates: Rates): Promise<void> {
  const entries = await prisma().creditTransaction.findMany({ where: { orgId: ctx.orgId } });
  expect(entries).toHaveLength(given.length);
  for (const [field, name] of Object.entries(fields) as [keyof typeof fields, keyof Given][]) {
    const recorded = entries.reduce((sum, entry) => sum + entry[field], 0n);
    expect({ [field]: recorded }).toEqual({ [field]: BigInt(given.reduce((sum, call) => sum + call[name], 0)) });
  }
  const spent = given.reduce((sum, { input, cached, written, writtenHour, output }) => {
    const fresh = (input - cached - written - writtenHour) * rates.input;
    const cache = cached * rates.cached + written * rates.written + writtenHour * rates.writtenHour;
    return sum + BigInt(fresh + cache + output * rates.output);
  }, 0n);
  expect(await counter(ctx, "organization", ctx.orgId)).toEqual({ spent, reserved: 0n });
  expect(await discrepancies(ctx)).toEqual([]);
}
