import { z } from "zod";
import { line, time } from "#server/catalog/fields.ts";
import { type NanoDollars, parseDollars } from "#server/money/amount.ts";
import { isDayKey } from "#server/time/window.ts";
import type { PriceRowTier } from "./price-row.ts";

/** Above this a price per million tokens is a unit error: $100,000, ten cents a token. */
const highestPrice: NanoDollars = 100_000_000_000_000n;

const plainDecimal = /^(?:\d{1,6}(?:\.\d{0,9})?|\.\d{1,9})$/;
const notDecimal = 'must be dollars per million tokens as a decimal string, such as "1.25", with at most nine decimals';

/** Dollars per million tokens, `"1.25"`. Exact: nothing is ever rounded. */
const perMillion = z
  .string(notDecimal)
  .trim()
  .regex(plainDecimal, notDecimal)
  .refine(
    (text) => !plainDecimal.test(text) || parseDollars(text) <= highestPrice,
    "must be at most 100000 dollars per million tokens. Check the unit: is it the price of one million tokens?",
  );

const tier = z
  .strictObject({
    aboveInputTokens: z
      .int("must be a whole number of tokens, such as 200000")
      .min(1, "must be at least 1 token")
      .max(1e12, "must be at most 1e12 tokens"),
    input: perMillion.nullish(),
    output: perMillion.nullish(),
    cacheRead: perMillion.nullish(),
    cacheWrite: perMillion.nullish(),
  })
  .refine(
    ({ input, output, cacheRead, cacheWrite }) => [input, output, cacheRead, cacheWrite].some((price) => price != null),
    "must state at least one price",
  );

/** A day is the beginning of that day, UTC. */
const since = z
  .string("must be a day such as 2026-11-01, or a time in ISO 8601 with a zone")
  .transform((text) => (isDayKey(text) ? `${text}T00:00:00Z` : text))
  .pipe(time);

/** The names a price is for: as calls report them. */
export const modelName = {
  provider: z.string().trim().pipe(line(256)),
  model: z.string().trim().pipe(line(256)),
};

/**
 * A price of one model as callers set it: dollars per million tokens as decimal strings. Cache prices left out or null follow
 * the input price (`compilePriceRow`). A tier prices the whole call when its input is above the mark.
 */
export const priceInput = z.strictObject({
  ...modelName,
  effectiveFrom: since,
  input: perMillion,
  output: perMillion,
  cacheRead: perMillion.nullish(),
  cacheWrite: perMillion.nullish(),
  cacheWrite1h: perMillion.nullish(),
  tiers: z
    .array(tier, "must be a list of tiers")
    .max(10, "must be at most 10 tiers")
    .refine(
      (tiers) => new Set(tiers.map(({ aboveInputTokens }) => aboveInputTokens)).size === tiers.length,
      "must not have two tiers at one mark",
    )
    .default([]),
});
export type PriceInput = z.output<typeof priceInput>;

/** The prices and tiers of a checked input as a row keeps them: nano-dollars per million, tiers by rising mark. */
export function pricesOfInput({ input, output, cacheRead, cacheWrite, cacheWrite1h, tiers }: PriceInput) {
  return {
    input: parseDollars(input),
    output: parseDollars(output),
    cacheRead: nanos(cacheRead) ?? null,
    cacheWrite: nanos(cacheWrite) ?? null,
    cacheWrite1h: nanos(cacheWrite1h) ?? null,
    tiers: tiers
      .map(
        (one): PriceRowTier => ({
          aboveInputTokens: one.aboveInputTokens,
          input: nanos(one.input),
          output: nanos(one.output),
          cacheRead: nanos(one.cacheRead),
          cacheWrite: nanos(one.cacheWrite),
        }),
      )
      .sort((a, b) => a.aboveInputTokens - b.aboveInputTokens),
  };
}

const nanos = (text: string | null | undefined): NanoDollars | undefined =>
  text == null ? undefined : parseDollars(text);
