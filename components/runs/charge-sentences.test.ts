import { expect, test } from "vitest";
import { chargeSentences } from "./charge-sentences.ts";
import type { ChargeExplanation } from "./run-detail.ts";

const priced: ChargeExplanation = {
  occurredAt: "2026-11-21T23:59:59.000Z",
  providerLabel: "Anthropic",
  model: "claude-sonnet-4-20250514",
  serviceTier: null,
  costSource: "priced",
  costNanos: "180000000",
  listNanos: "180000000",
  asRecorded: true,
  price: {
    id: "genai-prices:anthropic/claude-sonnet-4-0",
    source: "genai-prices 0.1.8",
    provider: "anthropic",
    model: "claude-sonnet-4-0",
    effectiveFrom: null,
    hours: null,
    aboveInputTokens: 200_000,
  },
  lines: [],
};
const read = (change: Partial<ChargeExplanation>) => chargeSentences({ ...priced, ...change }).join(" ");

test("cost, source of the price and its tier", () => {
  expect(read({})).toBe(
    "$0.18, its tokens by the price list: Price: the public list genai-prices 0.1.8, anthropic, listed as claude-sonnet-4-0, " +
      "no start date stated. The whole call is at the tier for more than 200,000 input tokens.",
  );
});

test("an own price says since when", () => {
  const own = {
    ...priced.price,
    source: "organization",
    effectiveFrom: "2026-11-01T00:00:00.000Z",
    aboveInputTokens: null,
  };
  expect(read({ price: own as ChargeExplanation["price"] })).toContain("your organisation’s own");
  expect(read({ price: own as ChargeExplanation["price"] })).toContain("in effect since Nov 1, 2026");
});

test("a sum that is not the recorded cost is never passed off as it", () => {
  expect(read({ listNanos: "200000000", asRecorded: false })).toContain(
    "Priced at $0.18 when it was recorded. The price list has changed since; by today’s it would be $0.20:",
  );
  expect(read({ listNanos: null, asRecorded: false, price: null })).toContain("no longer has claude-sonnet-4-20250514");
});

test("reported and unpriced", () => {
  expect(read({ costSource: "reported", costNanos: "123456789", asRecorded: true })).toContain(
    "The caller reported $0.123456789, and that is what counts. By the price list it would be $0.18:",
  );
  expect(read({ costSource: "unpriced", costNanos: null, listNanos: null, price: null })).toBe(
    "Unpriced: when it was recorded, no price was known for claude-sonnet-4-20250514 of Anthropic on Nov 21, 2026. " +
      "Set one under Settings › Prices to see what such calls cost.",
  );
});
