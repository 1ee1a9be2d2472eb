import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fixture, readFixture, sumOf, trace } from "./fixtures/read-fixture.ts";
import { columnPairs, parseColumnMap } from "./parse-column-map.ts";

test("well-known headers need no map; times without a zone are UTC; equal rows are two calls", async () => {
  const { calls, notes } = await readFixture(fixture("inference.csv"), { provider: "azure", model: "gpt-4" });
  expect(calls.map((call) => [call.occurredAt, call.inputTokens, call.outputTokens])).toEqual([
    ["2026-01-16T18:17:03.979Z", 4808, 10],
    ["2026-01-16T23:59:59.999Z", 3180, 8],
    ["2026-01-16T23:59:59.999Z", 3180, 8],
  ]);
  expect(new Set(calls.map((call) => call.id)).size).toBe(3);
  expect(calls[0]).toMatchObject({ provider: "azure", model: "gpt-4" });
  expect(notes).toEqual(["occurredAt ← TIMESTAMP, inputTokens ← ContextTokens, outputTokens ← GeneratedTokens"]);
});

test("a blank cost is not zero: a row with neither cost nor tokens is refused, a zero is recorded", async () => {
  const { calls, found } = await readFixture(fixture("runs.csv"));
  expect(calls.map((call) => [call.provider, call.model, call.cost])).toEqual([
    ["anthropic", "claude-sonnet-4-5", 1.25],
    ["moonshotai", "Kimi-K2.5", 0],
  ]);
  expect(found.filter((item) => item.kind === "refused")).toEqual([
    { kind: "refused", line: 4, reason: "neither a cost nor token counts: nothing to charge" },
    { kind: "refused", line: 5, reason: "the row has 4 columns, the header 8" },
  ]);
});

test("a map names the columns, times from zero, cents, and values that all rows share", async () => {
  const columns = parseColumnMap(readFileSync(fixture("custom-map.json"), "utf8"));
  const { calls, found } = await readFixture(fixture("custom.csv"), { columns });
  expect(calls).toMatchObject([
    {
      occurredAt: "2026-05-01T00:00:00.000Z",
      agentId: "alpha",
      provider: "azure",
      inputTokens: 1200,
      cachedInputTokens: 1000,
    },
    { occurredAt: "2026-05-01T00:00:01.500Z", cost: 0.12 },
  ]);
  expect(calls[0]?.cost).toBeUndefined();
  expect(found.flatMap((item) => (item.kind === "refused" ? [item.reason] : []))).toEqual([
    'time "soon" is not a number',
    'inputTokens "8.5" is not a whole number',
  ]);
});

test("a map that does not fit the file says what would", async () => {
  const columns = { fields: { model: "Modell" } };
  await expect(readFixture(fixture("custom.csv"), { columns })).rejects.toThrow(
    /no column "Modell".*When, Bot, Engine/,
  );
  const unknown = { fields: { modell: "Engine" } };
  await expect(readFixture(fixture("custom.csv"), { columns: unknown })).rejects.toThrow(/no field "modell".*model/);
  await expect(readFixture(fixture("custom.csv"))).rejects.toThrow(/No column tells the time.*--map/);
});

test("a table without model and cost is refused whole, with the way out; --model or --map is that", async () => {
  await expect(readFixture(fixture("inference.csv"))).rejects.toThrow(
    /model or the cost.*TIMESTAMP, ContextTokens.*--map model=<column>.*--model <name>/,
  );
  const { calls } = await readFixture(fixture("inference.csv"), { model: "gpt-4o" });
  expect(calls[0]).toMatchObject({ provider: "openai", model: "gpt-4o" });
  const columns = columnPairs(["model=GeneratedTokens", "outputTokens=ContextTokens"]) ?? undefined;
  expect((await readFixture(fixture("inference.csv"), { columns })).calls[0]).toMatchObject({ model: "10" });
  expect(columnPairs(["model=Engine", "columns.json"])).toBeNull();
});

const azure = trace("azure/AzureLLMInferenceTrace_code_2023.csv");
test.skipIf(!existsSync(azure))("real requests of Azure: 8,819 (../shared/data)", async () => {
  const { calls } = await readFixture(azure, { model: "gpt-4" });
  expect(new Set(calls.map((call) => call.id)).size).toBe(8819);
  expect(sumOf(calls, "inputTokens")).toBe(18_059_974);
  expect(sumOf(calls, "outputTokens")).toBe(245_896);
});

const runs = trace("agent-runs/openhands_index_instances.csv");
test.skipIf(!existsSync(runs))(
  "real agent runs: 51,451, of which 578 tell nothing and 2,934 cost 0 (../shared/data)",
  async () => {
    const { calls, found } = await readFixture(runs);
    expect(found).toHaveLength(51_451);
    expect(calls).toHaveLength(51_451 - 578);
    expect(new Set(calls.map((call) => call.id)).size).toBe(calls.length);
    expect(calls.filter((call) => call.cost === 0)).toHaveLength(2_934);
    expect(sumOf(calls, "cost")).toBeCloseTo(50_732.98490581672, 5);
  },
);

test("a table of other habits: day first, a zone, decimal commas, another currency, tokens in thousands", async () => {
  const columns = parseColumnMap(
    JSON.stringify({
      ...{
        occurredAt: "Datum",
        model: "Modell",
        inputTokens: "Ein (Tsd.)",
        outputTokens: "Aus (Tsd.)",
        cost: "Euro",
        id: "Nr",
      },
      ...{ order: "dmy", zone: "Europe/Berlin", decimalComma: true, costUnit: "1.1", tokenUnit: 1000 },
    }),
  );
  const { calls, found } = await readFixture(fixture("german.csv"), { columns });
  expect(calls).toMatchObject([
    { occurredAt: "2026-07-03T07:30:00.000Z", inputTokens: 1200, outputTokens: 500, cost: 1357.95 },
    { occurredAt: "2026-12-03T08:30:00.000Z", inputTokens: 12_500_000, outputTokens: 0, cost: 0.011 },
  ]);
  expect(found.flatMap((item) => (item.kind === "refused" ? [item.reason] : []))).toEqual([
    'inputTokens "0,0001" is not a whole number',
  ]);
  // Another zone is no other call: the row keeps its id.
  const utc = await readFixture(fixture("german.csv"), { columns: { ...columns, zone: "UTC" } });
  expect(utc.calls.map(({ id }) => id)).toEqual(calls.map(({ id }) => id));
});
