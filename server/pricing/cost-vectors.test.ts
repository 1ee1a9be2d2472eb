import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { parseDollars } from "#server/money/amount.ts";
import { noTokens, type TokenCounts } from "#server/money/token-counts.ts";
import { type Catalogue, loadCatalogue, type ModelPrice } from "./catalogue.ts";
import { createPriceBook, type PriceBook } from "./price-book.ts";
import { type PriceRow, writePriceTiers } from "./price-row.ts";
import { bodyExceptions, vectorExceptions } from "./vector-exceptions.ts";

/*
 * Expected costs from the tests of ten other projects, and costs of recorded provider responses. They lie beside the
 * repository and are not part of it; without them these tests are skipped.
 */

const data = new URL("../../../shared/data/", import.meta.url);
const vectorsFile = new URL("cost-vectors.json", data);
const bodiesFile = new URL("cost-vectors-real-bodies.jsonl", data);

const usage = z.record(z.string(), z.unknown());
const prices = z.looseObject({
  input: z.number().optional(),
  output: z.number().optional(),
  cache_read: z.number().optional(),
  cache_write: z.number().optional(),
  cache_write_1h: z.number().optional(),
  output_reasoning: z.number().optional(),
  request_per_1000: z.number().optional(),
  off_peak: z.object({ hours_utc: z.string(), output: z.number(), output_reasoning: z.number() }).optional(),
  above_272k: z.object({ input: z.number(), cache_read: z.number(), output: z.number() }).optional(),
  tiers: z
    .array(
      z.object({
        range: z.tuple([z.number(), z.number()]),
        input: z.number().optional(),
        output: z.number().optional(),
        cache_write: z.number().optional(),
      }),
    )
    .optional(),
});
const vector = z.object({
  id: z.string(),
  provider: z.string().nullable(),
  model: z.string().nullable(),
  usage,
  at: z.string().optional(),
  service_tier: z.string().optional(),
  prices_usd_per_mtok: prices.optional(),
  tiers_usd_per_mtok: z.object({ input: z.array(z.tuple([z.number(), z.number()])) }).optional(),
  expected: z.object({
    input_usd: z.string().optional(),
    output_usd: z.string().optional(),
    total_usd: z.string().nullable().optional(),
    error: z.string().optional(),
  }),
});
type Vector = z.infer<typeof vector>;

/** Vectors without a date were computed “now” by tests of mid-2026. */
const defaultTime = new Date("2026-08-03T12:00:00Z");

/** The usage in our six counts; null where it states no whole to count. What else it states (audio, images, …) is left out. */
function tokensOf(stated: Record<string, unknown>): TokenCounts | null {
  if (stated.input_tokens === undefined && stated.output_tokens === undefined) return null;
  const count = (key: string) => BigInt(z.int().default(0).parse(stated[key]));
  const cached = count("cache_read_tokens");
  const written = count("cache_write_tokens");
  const written1h = count("cache_write_1h_tokens");
  const reasoning = count("output_reasoning_tokens");
  const disjoint = stated.buckets_disjoint === true;
  return {
    ...noTokens,
    inputTokens: count("input_tokens") + (disjoint || stated.input_excludes_cache === true ? cached + written : 0n),
    cachedInputTokens: cached,
    cacheWriteTokens: written - written1h,
    cacheWrite1hTokens: written1h,
    outputTokens: count("output_tokens") + (disjoint ? reasoning : 0n),
    reasoningTokens: reasoning,
  };
}

/** A book that knows only the vector's own prices: as an own row, or as a price list where a row has no such field. */
function ownBook(stated: Vector): PriceBook | null {
  const model = stated.model ?? "";
  const provider = stated.provider ?? "";
  const p = stated.prices_usd_per_mtok;
  if (p && (p.output_reasoning !== undefined || p.request_per_1000 !== undefined)) {
    return createPriceBook({ catalogue: priceList(provider, model, p) });
  }
  if (!p && !stated.tiers_usd_per_mtok) return null;

  const nanos = (dollars: number | undefined) => (dollars === undefined ? undefined : parseDollars(dollars));
  const tiers = [
    ...(p?.tiers ?? []).map((tier) => ({
      aboveInputTokens: tier.range[0],
      input: nanos(tier.input),
      output: nanos(tier.output),
      cacheWrite: nanos(tier.cache_write),
    })),
    ...(p?.above_272k
      ? [
          {
            aboveInputTokens: 272_000,
            input: nanos(p.above_272k.input),
            output: nanos(p.above_272k.output),
            cacheRead: nanos(p.above_272k.cache_read),
          },
        ]
      : []),
    ...(stated.tiers_usd_per_mtok?.input ?? []).map(([mark, input]) => ({
      aboveInputTokens: mark,
      input: nanos(input),
    })),
  ];
  const row: PriceRow = {
    id: "own",
    orgId: "org",
    provider,
    model,
    effectiveFrom: new Date(0),
    input: nanos(p?.input) ?? 0n,
    output: nanos(p?.output) ?? 0n,
    cacheRead: nanos(p?.cache_read) ?? null,
    cacheWrite: nanos(p?.cache_write) ?? null,
    cacheWrite1h: nanos(p?.cache_write_1h) ?? null,
    tiers: writePriceTiers(tiers),
  };
  return createPriceBook({ catalogue: [], rows: [row] });
}

function priceList(provider: string, model: string, p: z.infer<typeof prices>): Catalogue {
  const base: ModelPrice = { input_mtok: p.input ?? p.tiers?.[0]?.input, output_mtok: p.output };
  if (p.output_reasoning !== undefined) base.output_reasoning_mtok = p.output_reasoning;
  if (p.request_per_1000 !== undefined) base.requests_kcount = p.request_per_1000;
  const [start, end] = p.off_peak?.hours_utc.split("-") ?? [];
  const offPeak = {
    constraint: { type: "time_of_date" as const, start_time: `${start}:00Z`, end_time: `${end}:00Z` },
    prices: { ...base, output_mtok: p.off_peak?.output, output_reasoning_mtok: p.off_peak?.output_reasoning },
  };
  const dated = p.off_peak ? [{ prices: base }, offPeak] : base;
  return [
    { id: provider, name: provider, api_pattern: "", models: [{ id: model, match: { equals: model }, prices: dated }] },
  ];
}

/** What we make of a vector, in the vector's own terms; a text where our entries cannot express it. */
function outcomeOf(stated: Vector, catalogueBook: PriceBook): Vector["expected"] | string {
  const provided = z.object({ provided_cost: z.object({ total: z.number() }) }).safeParse(stated.usage);
  if (provided.success) return { total_usd: String(parseDollars(provided.data.provided_cost.total)) };
  if (stated.service_tier) return `service tier ${stated.service_tier}`;
  const tokens = stated.model === null ? noTokens : tokensOf(stated.usage);
  if (!tokens) return "no count of the whole input or output";

  const book = ownBook(stated) ?? catalogueBook;
  const call = {
    provider: stated.provider,
    model: stated.model,
    occurredAt: stated.at ? new Date(stated.at) : defaultTime,
  };
  try {
    const explained = book.explainCall({ ...call, ...tokens });
    if (!explained) return stated.expected.error ? { error: "unpriced" } : { total_usd: null };
    const sum = (output: boolean) =>
      explained.lines
        .filter(({ kind }) => kind !== "call" && (kind === "output" || kind === "reasoning") === output)
        .reduce((total, line) => total + line.costNanos, 0n);
    return {
      input_usd: String(sum(false)),
      output_usd: String(sum(true)),
      total_usd: String(explained.costNanos),
    };
  } catch (error) {
    return { error: String(error) };
  }
}

/** Whether what we make of it is what the vector expects, amounts to the nano-dollar. */
function agrees(outcome: Vector["expected"] | string, expected: Vector["expected"]): boolean {
  if (typeof outcome === "string") return false;
  if (expected.error !== undefined) return outcome.error !== undefined;
  return (["input_usd", "output_usd", "total_usd"] as const).every((key) => {
    const dollars = expected[key];
    if (dollars === undefined) return true;
    return outcome[key] === (dollars === null ? null : String(parseDollars(dollars)));
  });
}

describe.skipIf(!existsSync(vectorsFile))(
  "cost vectors of other projects (skipped without ../shared/data)",
  async () => {
    const vectors = existsSync(vectorsFile)
      ? z.object({ vectors: z.array(vector) }).parse(JSON.parse(readFileSync(vectorsFile, "utf8"))).vectors
      : [];
    const book = createPriceBook({ catalogue: await loadCatalogue() });

    test("there are vectors, and each exception is one of them", () => {
      const ids = new Set(vectors.map(({ id }) => id));
      expect(ids.size).toBeGreaterThan(60);
      expect(Object.keys(vectorExceptions).filter((id) => !ids.has(id))).toEqual([]);
    });

    test.each(vectors.map((stated) => [stated.id, stated.model, stated] as const))("%s %s", (id, _model, stated) => {
      const outcome = outcomeOf(stated, book);
      if (id in vectorExceptions)
        expect(agrees(outcome, stated.expected), "passes: take it off the exceptions").toBe(false);
      else expect(agrees(outcome, stated.expected) ? stated.expected : outcome).toEqual(stated.expected);
    });
  },
);

describe.skipIf(!existsSync(bodiesFile))("recorded provider responses (skipped without ../shared/data)", async () => {
  const body = z.object({
    row: z.number(),
    provider: z.string(),
    model: z.string(),
    usage,
    at: z.string(),
    input_usd: z.string(),
    output_usd: z.string(),
    total_usd: z.string().nullable(),
  });
  const lines = existsSync(bodiesFile) ? readFileSync(bodiesFile, "utf8").split("\n").filter(Boolean) : [];
  const book = createPriceBook({ catalogue: await loadCatalogue() });

  test("each costs what genai-prices' book says, but for the listed exceptions", () => {
    expect(lines.length).toBeGreaterThan(600);
    const differing: number[] = [];
    for (const line of lines) {
      const stated = body.parse(JSON.parse(line));
      const tokens = tokensOf(stated.usage) ?? noTokens;
      const call = { provider: stated.provider, model: stated.model, occurredAt: new Date(stated.at) };
      const expected = stated.total_usd
        ? parseDollars(stated.total_usd)
        : parseDollars(stated.input_usd) + parseDollars(stated.output_usd);
      if (book.priceCall({ ...call, ...tokens })?.costNanos !== expected) differing.push(stated.row);
    }
    expect(differing.sort((a, b) => a - b)).toEqual(Object.keys(bodyExceptions).map(Number));
  });
});
