import fc from "fast-check";
import { expect, test } from "vitest";
import { type BothSides, explainDifference, noParts, sumOfParts, type TokenLine } from "./explain-difference.ts";
import { tokenKinds } from "./provider-report.ts";

const million = 1_000_000n;
const dollar = 1_000_000_000n;

/** Input at $2 and output at $8 per million, as billed and as listed. */
function sides(more: Partial<BothSides> & { reported: [bigint, bigint]; ledger: [bigint, bigint] }): BothSides {
  const { reported, ledger, ...rest } = more;
  const line = (kind: "uncached_input" | "output", i: 0 | 1, price: bigint): TokenLine => ({
    ...{ kind, pool: kind, reported: reported[i] * million, ledger: ledger[i] * million },
    ...{ billedNanos: reported[i] * price * dollar, listPrice: price * dollar },
  });
  const tokens = [line("uncached_input", 0, 2n), line("output", 1, 8n)];
  return {
    tokenCostNanos: (reported[0] * 2n + reported[1] * 8n) * dollar,
    otherCostNanos: 0n,
    ledgerNanos: (ledger[0] * 2n + ledger[1] * 8n) * dollar,
    unpricedTokens: 0n,
    ...{ tokens, isUsageKnown: true },
    ...rest,
  };
}

test.each<[string, BothSides, Partial<typeof noParts>]>([
  ["the same on both sides", sides({ reported: [3n, 1n], ledger: [3n, 1n] }), {}],
  ["a call that the ledger does not know", sides({ reported: [5n, 2n], ledger: [3n, 1n] }), { missing: 12n * dollar }],
  [
    "a call that the provider did not count",
    sides({ reported: [3n, 1n], ledger: [5n, 1n] }),
    { onlyInLedger: -4n * dollar },
  ],
  [
    "calls without a price",
    sides({ reported: [3n, 1n], ledger: [3n, 1n], ledgerNanos: 0n, unpricedTokens: 4n * million }),
    { unpriced: 14n * dollar },
  ],
  [
    "half the price",
    sides({ reported: [3n, 1n], ledger: [3n, 1n], ledgerNanos: 28n * dollar }),
    { price: -14n * dollar },
  ],
  [
    "searches beside the tokens",
    sides({ reported: [3n, 1n], ledger: [3n, 1n], otherCostNanos: dollar }),
    { other: dollar },
  ],
  [
    "no report of what was used",
    sides({ reported: [0n, 0n], ledger: [3n, 1n], tokenCostNanos: 20n * dollar, isUsageKnown: false }),
    { unexplained: 6n * dollar },
  ],
  [
    "billed, and not counted",
    sides({ reported: [0n, 0n], ledger: [0n, 0n], tokenCostNanos: 3n * dollar }),
    { unexplained: 3n * dollar },
  ],
  ["in the ledger alone", sides({ reported: [0n, 0n], ledger: [3n, 1n] }), { onlyInLedger: -14n * dollar }],
])("%s", (_, of, expected) => expect(explainDifference(of)).toEqual({ ...noParts, ...expected }));

test("a bill that is not by kind is shared out in the proportions of the price list; without one by tokens", () => {
  const of = sides({ reported: [4n, 1n], ledger: [2n, 1n], tokenCostNanos: 8n * dollar, ledgerNanos: 12n * dollar });
  const unbilled = of.tokens.map((line) => ({ ...line, billedNanos: null }));
  // Listed at 16, billed at 8: the two million missing tokens are half of what they are listed at.
  expect(explainDifference({ ...of, tokens: unbilled })).toEqual({
    ...noParts,
    missing: 2n * dollar,
    price: -6n * dollar,
  });
  const unlisted = unbilled.map((line) => ({ ...line, listPrice: null }));
  expect(explainDifference({ ...of, tokens: unlisted }).missing).toBe((8n * dollar * 2n) / 5n);
});

test("tokens that the ledger took for uncached and the provider for cached are the same tokens at another price", () => {
  const line = (
    kind: "uncached_input" | "cached_input",
    reported: bigint,
    ledger: bigint,
    price: bigint,
  ): TokenLine => ({
    ...{ kind, pool: "input", reported: reported * million, ledger: ledger * million },
    ...{ billedNanos: reported * price * dollar, listPrice: price * dollar },
  });
  const of = { otherCostNanos: 0n, unpricedTokens: 0n, isUsageKnown: true };
  const shifted = [line("uncached_input", 3n, 5n, 2n), line("cached_input", 4n, 2n, 1n)];
  const parts = explainDifference({ ...of, tokenCostNanos: 10n * dollar, ledgerNanos: 12n * dollar, tokens: shifted });
  expect(parts).toEqual({ ...noParts, price: -2n * dollar });
  // Three million more than the ledger knows, of which one is there as uncached.
  const more = [line("uncached_input", 3n, 4n, 2n), line("cached_input", 4n, 0n, 1n)];
  expect(explainDifference({ ...of, tokenCostNanos: 10n * dollar, ledgerNanos: 8n * dollar, tokens: more })).toEqual({
    ...noParts,
    missing: 3n * dollar,
    price: -dollar,
  });
});

const amount = fc.bigInt({ min: 0n, max: 10n ** 15n });
const tokens = fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 10n ** 12n }));
const maybe = fc.option(fc.bigInt({ min: 0n, max: 10n ** 12n }), { nil: null });
const anySides: fc.Arbitrary<BothSides> = fc
  .record({
    lines: fc.array(
      fc.record({
        ...{ kind: fc.constantFrom(...tokenKinds), pool: fc.constantFrom("a", "b"), reported: tokens, ledger: tokens },
        ...{ billedNanos: maybe, listPrice: maybe },
      }),
      { maxLength: 10 },
    ),
    ...{ tokenCostNanos: amount, ledgerNanos: amount },
    otherCostNanos: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 15n }),
    unpriced: fc.integer({ min: 0, max: 100 }),
    isUsageKnown: fc.boolean(),
  })
  .map(({ lines, unpriced, ...of }) => ({
    ...of,
    tokens: lines,
    unpricedTokens: (lines.reduce((sum, line) => sum + line.ledger, 0n) * BigInt(unpriced)) / 100n,
  }));

test("whatever is billed and recorded: the parts sum to the difference, to the nano-dollar", () => {
  fc.assert(
    fc.property(anySides, (of) => {
      const parts = explainDifference(of);
      expect(sumOfParts(parts)).toBe(of.tokenCostNanos + of.otherCostNanos - of.ledgerNanos);
      expect(parts.missing).toBeGreaterThanOrEqual(0n);
      expect(parts.unpriced).toBeGreaterThanOrEqual(0n);
      if (of.tokens.some((line) => line.reported > 0n)) expect(parts.onlyInLedger).toBeLessThanOrEqual(0n);
    }),
    { numRuns: 2_000 },
  );
});

test("the same tokens on both sides, all priced: nothing is missing, and all of the difference is the price", () => {
  fc.assert(
    fc.property(anySides, (any) => {
      const of = { ...any, unpricedTokens: 0n, otherCostNanos: 0n, isUsageKnown: true };
      const tokens = of.tokens.map((line) => ({ ...line, ledger: line.reported + 1n, reported: line.reported + 1n }));
      fc.pre(tokens.length > 0);
      expect(explainDifference({ ...of, tokens })).toEqual({ ...noParts, price: of.tokenCostNanos - of.ledgerNanos });
    }),
  );
});
