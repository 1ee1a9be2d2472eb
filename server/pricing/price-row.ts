import { z } from "zod";
import type { NanoDollars } from "#server/money/amount.ts";
import {
  type ContextTier,
  hasSuspectPrice,
  type InputPrices,
  type OutputPrices,
  type TokenPrice,
} from "./token-price.ts";

/** Organisation id of the rows that hold for everybody on this installation. */
export const platformOrgId = "*";

/** A dated price of our own, as table `prices` holds it: nano-dollars per million tokens. */
export type PriceRow = {
  readonly id: string;
  readonly orgId: string;
  readonly provider: string;
  readonly model: string;
  readonly effectiveFrom: Date;
  readonly input: NanoDollars;
  readonly output: NanoDollars;
  readonly cacheRead: NanoDollars | null;
  readonly cacheWrite: NanoDollars | null;
  readonly cacheWrite1h: NanoDollars | null;
  /** JSON: see `PriceRowTier`. */
  readonly tiers: unknown;
};

const storedNanos = z
  .string()
  .regex(/^\d{1,18}$/)
  .transform(BigInt)
  .optional();

const storedTiers = z.array(
  z.object({
    aboveInputTokens: z.int().nonnegative(),
    input: storedNanos,
    output: storedNanos,
    cacheRead: storedNanos,
    cacheWrite: storedNanos,
  }),
);

/** A context tier of a row; in JSON its prices are strings of nano-dollars per million tokens. */
export type PriceRowTier = z.infer<typeof storedTiers>[number];

/** The tiers of a row from its JSON. @throws ZodError when it is not what `writePriceTiers` wrote. */
export function readPriceTiers(json: unknown): PriceRowTier[] {
  return storedTiers.parse(json);
}

/** The tiers of a row as JSON for the database. */
export function writePriceTiers(tiers: readonly PriceRowTier[]): z.input<typeof storedTiers> {
  return tiers.map((tier) => ({
    aboveInputTokens: tier.aboveInputTokens,
    input: tier.input?.toString(),
    output: tier.output?.toString(),
    cacheRead: tier.cacheRead?.toString(),
    cacheWrite: tier.cacheWrite?.toString(),
  }));
}

/**
 * The price of a row. What a row leaves out: cache reads and writes cost the input price; one-hour writes the write price, of
 * Claude models twice the input price (see compile-catalogue-price).
 *
 * What a tier leaves out: with an input price of its own, its cache prices come from that as above, never from the base;
 * without one, input and caches stay at base. Output stays at base. A tier at mark 0 would replace the base altogether, so
 * without an input price it is no tier (LiteLLM has the same rules).
 */
export function compilePriceRow(row: PriceRow): TokenPrice {
  const claude = row.model.toLowerCase().includes("claude");
  const base = { input: inputPrices(row, row.input, claude), output: outputPrices(row.output) };
  const tiers = readPriceTiers(row.tiers)
    .filter((tier) => tier.aboveInputTokens > 0 || tier.input !== undefined)
    .sort((a, b) => a.aboveInputTokens - b.aboveInputTokens)
    .map(
      (tier): ContextTier => ({
        aboveInputTokens: BigInt(tier.aboveInputTokens),
        input:
          tier.input === undefined
            ? inputPrices(
                {
                  cacheRead: tier.cacheRead ?? row.cacheRead,
                  cacheWrite: tier.cacheWrite ?? row.cacheWrite,
                  cacheWrite1h: row.cacheWrite1h,
                },
                row.input,
                claude,
              )
            : inputPrices(tier, tier.input, claude),
        output: tier.output === undefined ? base.output : outputPrices(tier.output),
      }),
    );
  return {
    priceId: row.id,
    priceSource: row.orgId === platformOrgId ? "platform" : "organization",
    provider: row.provider,
    model: row.model,
    effectiveFrom: row.effectiveFrom,
    hours: null,
    base,
    tiers,
    perCall: 0n,
    suspect: hasSuspectPrice([base, ...tiers]),
  };
}

type StatedCaches = {
  cacheRead?: NanoDollars | null;
  cacheWrite?: NanoDollars | null;
  cacheWrite1h?: NanoDollars | null;
};

function inputPrices(stated: StatedCaches, input: NanoDollars, claude: boolean): InputPrices {
  const cacheWrite = stated.cacheWrite ?? input;
  return {
    uncached: input,
    cached: stated.cacheRead ?? input,
    cacheWrite,
    cacheWrite1h: stated.cacheWrite1h ?? (claude ? input * 2n : cacheWrite),
  };
}

function outputPrices(output: NanoDollars): OutputPrices {
  return { text: output, reasoning: output };
}
