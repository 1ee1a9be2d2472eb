import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDollars } from "#server/money/amount.ts";
import { noTokens } from "#server/money/token-counts.ts";
import { loadCatalogue } from "./catalogue.ts";
import { createPriceBook } from "./price-book.ts";
import { type PriceRow, platformOrgId } from "./price-row.ts";

const catalogue = await loadCatalogue();
const book = createPriceBook({ catalogue });
const million = { ...noTokens, inputTokens: 1_000_000n };

function row(id: string, input: string, changes: Partial<PriceRow> = {}): PriceRow {
  return {
    id,
    orgId: "acme",
    provider: "openai",
    model: "gpt-4o",
    effectiveFrom: new Date("2026-01-01Z"),
    input: parseDollars(input),
    output: parseDollars("10"),
    cacheRead: null,
    cacheWrite: null,
    cacheWrite1h: null,
    tiers: [],
    ...changes,
  };
}

const june = { provider: "openai", model: "gpt-4o", occurredAt: new Date("2026-06-01T12:00:00Z") };

describe("the catalogue", () => {
  test("prices a call and says by which price", () => {
    const call = { provider: "anthropic", model: "claude-sonnet-4-20250514", occurredAt: new Date("2025-07-01Z") };
    expect(book.priceCall({ ...call, ...noTokens, inputTokens: 15_000n, outputTokens: 3_000n })).toEqual({
      costNanos: parseDollars("0.09"),
      priceId: "genai-prices:anthropic/claude-sonnet-4-0",
      priceSource: "genai-prices 0.1.8",
    });
  });

  test.each([
    ["2025-06-09T23:59:59.999Z", "10", "genai-prices:openai/o3"],
    ["2025-06-10T00:00:00.000Z", "2", "genai-prices:openai/o3@2025-06-10"],
  ])("o3 on %s costs %s per million", (at, dollars, priceId) => {
    const priced = book.priceCall({ ...million, provider: "openai", model: "o3", occurredAt: new Date(at) });
    expect(priced).toMatchObject({ costNanos: parseDollars(dollars), priceId });
  });

  test.each([
    ["2026-03-01T00:30:00.000Z", "0.27", "genai-prices:deepseek/deepseek-chat@00:30Z-16:30Z"],
    ["2026-03-01T16:29:59.999Z", "0.27", "genai-prices:deepseek/deepseek-chat@00:30Z-16:30Z"],
    ["2026-03-01T16:30:00.000Z", "0.135", "genai-prices:deepseek/deepseek-chat"],
    ["2026-03-01T00:29:59.999Z", "0.135", "genai-prices:deepseek/deepseek-chat"],
    ["1969-12-31T23:00:00.000Z", "0.135", "genai-prices:deepseek/deepseek-chat"],
  ])("deepseek-chat at %s costs %s per million", (at, dollars, priceId) => {
    const priced = book.priceCall({
      ...million,
      provider: "deepseek",
      model: "deepseek-chat",
      occurredAt: new Date(at),
    });
    expect(priced).toMatchObject({ costNanos: parseDollars(dollars), priceId });
  });

  test("a context tier prices the whole call, from the first token above its mark", () => {
    const call = { provider: "anthropic", model: "claude-sonnet-4-5", occurredAt: new Date("2026-02-01Z") };
    const cost = (inputTokens: bigint) => book.priceCall({ ...noTokens, ...call, inputTokens })?.costNanos;
    expect(cost(200_000n)).toBe(parseDollars("0.6"));
    expect(cost(200_001n)).toBe(parseDollars("1.200006"));
  });

  test("Claude's one-hour cache writes cost twice the input, also where the list is silent", () => {
    const tokens = { ...noTokens, inputTokens: 1_000_000n, cacheWrite1hTokens: 1_000_000n };
    const at = { occurredAt: new Date("2026-06-01Z") };
    expect(book.priceCall({ ...tokens, ...at, provider: "anthropic", model: "claude-haiku-4-5" })?.costNanos).toBe(
      parseDollars("2"),
    );
    const bedrock = { provider: "bedrock", model: "eu.anthropic.claude-haiku-4-5-20251001-v1:0" };
    expect(book.priceCall({ ...tokens, ...at, ...bedrock })?.costNanos).toBe(parseDollars("2.2"));
  });

  test("a request price is paid once a call, tokens or none", () => {
    const call = { provider: "perplexity", model: "sonar", occurredAt: new Date("2026-06-01Z") };
    expect(book.priceCall({ ...call, ...noTokens })?.costNanos).toBe(parseDollars("0.012"));
    expect(book.priceCall({ ...call, ...million })?.costNanos).toBe(parseDollars("1.012"));
  });

  test("free is 0, unknown is not", () => {
    const at = { ...million, occurredAt: new Date("2026-06-01Z") };
    const free = { ...at, provider: "openrouter", model: "google/gemma-3-27b-it:free" };
    expect(book.priceCall(free)).toMatchObject({ costNanos: 0n });
    expect(book.priceCall({ ...at, provider: "cerebras", model: "qwen-3-coder-480b" })).toBeNull();
    expect(book.priceCall({ ...at, provider: "openai", model: "no-such-model" })).toBeNull();
    expect(book.priceCall({ ...at, provider: "openai", model: "whisper-1" })).toBeNull();
  });

  test("an embedding model has no output price: output makes the call unpriced, none of it does not", () => {
    const call = {
      provider: "openai",
      model: "text-embedding-3-small",
      occurredAt: new Date("2026-06-01Z"),
      ...million,
    };
    expect(book.priceCall(call)?.costNanos).toBe(parseDollars("0.02"));
    expect(book.priceCall({ ...call, outputTokens: 1n })).toBeNull();
  });

  test("impossible counts are refused, not priced", () => {
    const call = { ...june, ...noTokens, inputTokens: 1n, cacheWriteTokens: 2n };
    expect(() => book.priceCall(call)).toThrow(/exceed inputTokens \(1\)/);
  });

  test("one price cannot be got at by another's name", () => {
    for (const model of ["__proto__", "constructor", "toString", "a\nb", "🦊", "x".repeat(10_000)]) {
      expect(book.priceCall({ ...million, provider: "openai", model, occurredAt: june.occurredAt })).toBeNull();
    }
  });

  test("property: a price's date decides by the time of the call alone, whatever was priced before", () => {
    const names = [
      ["openai", "o3"],
      ["anthropic", "claude-opus-4-6"],
      ["deepseek", "deepseek-v4-pro"],
      ["acme", "nothing"],
    ] as const;
    const instants = fc.date({ min: new Date("2024-01-01Z"), max: new Date("2027-06-01Z"), noInvalidDate: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...names), instants)), (calls) => {
        const fresh = ([[provider, model], occurredAt]: (typeof calls)[number]) =>
          createPriceBook({ catalogue: [...catalogue] }).find({ provider, model, occurredAt })?.priceId;
        const last = calls.at(-1);
        const ids = calls.map(([[provider, model], occurredAt]) => book.find({ provider, model, occurredAt })?.priceId);
        if (last) expect(ids.at(-1)).toBe(fresh(last));
      }),
      { numRuns: 30 },
    );
  });
});

describe("own prices", () => {
  const idOf = (rows: PriceRow[], call = june) => createPriceBook({ catalogue, rows }).find(call)?.priceId;

  test("an organisation's price comes before the platform's, and that before the catalogue", () => {
    const platform = row("platform-price", "2", { orgId: platformOrgId });
    expect(idOf([platform, row("own-price", "1")])).toBe("own-price");
    expect(idOf([platform])).toBe("platform-price");
    expect(idOf([])).toBe("genai-prices:openai/gpt-4o");
    const priced = createPriceBook({ catalogue, rows: [platform] }).priceCall({ ...june, ...million });
    expect(priced).toEqual({ costNanos: parseDollars("2"), priceId: "platform-price", priceSource: "platform" });
  });

  test("the latest price that had come into effect when the call occurred", () => {
    const rows = [
      row("march", "3", { effectiveFrom: new Date("2026-03-01Z") }),
      row("july", "7", { effectiveFrom: new Date("2026-07-01Z") }),
      row("january", "1"),
      row("platform", "5", { orgId: platformOrgId, effectiveFrom: new Date("2025-01-01Z") }),
    ];
    const at = (time: string) => idOf(rows, { ...june, occurredAt: new Date(time) });
    expect(at("2026-06-01T00:00:00Z")).toBe("march");
    expect(at("2026-07-01T00:00:00.000Z")).toBe("july");
    expect(at("2026-06-30T23:59:59.999Z")).toBe("march");
    expect(at("2026-01-15T00:00:00Z")).toBe("january");
    expect(at("2025-06-01T00:00:00Z")).toBe("platform");
    expect(at("2024-06-01T00:00:00Z")).toBe("genai-prices:openai/gpt-4o");
  });

  test("however the row and the call write provider and model", () => {
    const rows = [
      row("gpt", "1"),
      row("sonnet", "2", { provider: "Bedrock", model: "claude-sonnet-4-5-20250929" }),
      row("mini", "3", { model: "GPT-4o-mini" }),
      row("in-house", "4", { provider: "acme", model: "Acme-1" }),
    ];
    const named = (provider: string, model: string) => idOf(rows, { ...june, provider, model });
    expect(named("unknown", "openai/gpt-4o-2024-08-06")).toBe("gpt");
    expect(named("aws", "us.anthropic.claude-sonnet-4-5-20250929-v1:0")).toBe("sonnet");
    expect(named("openai", "gpt-4o-mini-2024-07-18")).toBe("mini");
    expect(named("ACME", "acme-1")).toBe("in-house");
    expect(named("ACME", "acme-2")).toBeUndefined();
  });

  test("a price of one seller is not another's", () => {
    const rows = [row("openai-price", "1")];
    expect(idOf(rows, { ...june, provider: "azure" })).toBe("genai-prices:openai/gpt-4o");
    expect(idOf(rows, { ...june, provider: "openrouter", model: "openai/gpt-4o" })).toBe(
      "genai-prices:openrouter/openai/gpt-4o",
    );
  });

  test("a snapshot's own price comes before the family's", () => {
    const rows = [row("family", "1"), row("snapshot", "2", { model: "gpt-4o-2024-08-06" })];
    expect(idOf(rows, { ...june, model: "gpt-4o-2024-08-06" })).toBe("snapshot");
    expect(idOf(rows, june)).toBe("family");
  });

  test("an own price of 0 is a price, for local models too", () => {
    const rows = [row("local", "0", { provider: "ollama", model: "qwen3", output: 0n })];
    const call = { provider: "ollama", model: "qwen3", occurredAt: june.occurredAt, ...million };
    expect(createPriceBook({ catalogue, rows }).priceCall(call)).toMatchObject({ costNanos: 0n, priceId: "local" });
  });

  test("prices above $1,000 per million are pointed out", () => {
    const high = row("typo", "2500", { tiers: [] });
    const tier = row("tier", "1", { model: "x", tiers: [{ aboveInputTokens: 10, output: "1000000000001" }] });
    const edge = row("edge", "1000", { model: "y" });
    const { suspectPrices } = createPriceBook({ catalogue, rows: [high, tier, edge] });
    expect(suspectPrices.map(({ priceId }) => priceId).sort()).toEqual(["tier", "typo"]);
  });
});
