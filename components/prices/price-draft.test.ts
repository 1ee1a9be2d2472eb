import { expect, test } from "vitest";
import { priceInput, pricesOfInput } from "#server/pricing/price-input.ts";
import { compilePriceRow, writePriceTiers } from "#server/pricing/price-row.ts";
import { type PriceView, priceView } from "#server/pricing/price-view.ts";
import { draftOfPrice, draftOfStated, emptyDraft, inputOfDraft, newTier, priceProblem } from "./price-draft.ts";

const start = { provider: "google", model: "gemini-2.5-pro", from: "2026-11-01" };
const kinds = {
  input: "1.25",
  output: "10",
  cacheRead: "0.125",
  cacheWrite: "1.25",
  cacheWrite1h: "1.25",
  reasoning: "10",
};
const view: PriceView = {
  ...{ id: "p", source: "genai-prices", provider: "google", model: "gemini-2.5-pro", effectiveFrom: null, hours: null },
  ...kinds,
  tiers: [{ aboveInputTokens: 200_000, ...kinds, input: "2.5", output: "15", cacheRead: "0.25", cacheWrite: "2.5" }],
  perCall: null,
  suspect: false,
};

test("a form begins with what the list says, without what follows the input price anyway", () => {
  const draft = draftOfPrice(start, view);
  expect(draft).toMatchObject({ input: "1.25", cacheRead: "0.125", cacheWrite: "", cacheWrite1h: "" });
  expect(draft.tiers).toEqual([{ above: "200000", input: "2.5", output: "15", cacheRead: "0.25", cacheWrite: "" }]);
  const sent = inputOfDraft(draft);
  expect(priceInput.safeParse(sent).success).toBe(true);
  expect(sent).toMatchObject({ effectiveFrom: "2026-11-01", cacheWrite: null, tiers: [{ aboveInputTokens: 200_000 }] });
});

test.each([
  ["gemini-2.5-pro", "1.25", ""],
  ["claude-sonnet-4-5", "2.5", "2.5"],
  ["claude-sonnet-4-5", "1.25", "1.25"],
])("saved as it begins, %s keeps its one-hour write price of $%s", (model, cacheWrite1h, shown) => {
  const draft = draftOfPrice({ ...start, model }, { ...view, cacheWrite1h, tiers: [] });
  expect(draft.cacheWrite1h).toBe(shown);
  const input = priceInput.parse(inputOfDraft(draft));
  const { tiers, ...prices } = pricesOfInput(input);
  const effectiveFrom = new Date(input.effectiveFrom);
  const row = { id: "p", orgId: "o", ...input, ...prices, effectiveFrom, tiers: writePriceTiers(tiers) };
  expect(priceView(compilePriceRow(row)).cacheWrite1h).toBe(cacheWrite1h);
});

test("what was stated comes back as it was stated, to its minute", () => {
  const none = { cacheRead: null, cacheWrite: null, cacheWrite1h: null };
  const stated = {
    ...start,
    effectiveFrom: "2026-11-01T07:30:00.000Z",
    input: "0.000000001",
    output: "0",
    ...none,
    tiers: [],
  };
  const { from: _, ...sent } = { ...stated, from: "" };
  expect(inputOfDraft(draftOfStated(stated), stated.effectiveFrom)).toEqual(sent);
});

test("amounts as people type them, exactly; nothing else", () => {
  const typed = { ...emptyDraft(start), input: "$1,250.50", output: ".5", cacheRead: " 0 " };
  expect(inputOfDraft(typed)).toMatchObject({ input: "1250.5", output: "0.5", cacheRead: "0" });
  for (const wrong of ["1e3", "-1", "1,5", "free", "0.0000000001"]) {
    expect(priceProblem(wrong, true)).toMatch(/^Enter dollars per million tokens/);
    expect(inputOfDraft({ ...typed, output: wrong })).toBeNull();
  }
  expect(priceProblem("100000.01", false)).toMatch(/^At most \$100,000/);
  expect([priceProblem("", true), priceProblem("", false)]).toEqual([expect.stringMatching(/0 is free/), null]);
  for (const tier of [newTier, { ...newTier, above: "0", input: "1" }, { ...newTier, above: "5" }]) {
    expect(inputOfDraft({ ...typed, tiers: [tier] })).toBeNull();
  }
  expect(inputOfDraft({ ...typed, from: "2026-02-30" })).toBeNull();
  expect(inputOfDraft({ ...typed, model: " " })).toBeNull();
});
