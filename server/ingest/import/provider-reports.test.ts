import { expect, test } from "vitest";
import type { ReportBucket } from "#server/reconciliation/provider-report.ts";
import { fixture, readFixture } from "./fixtures/read-fixture.ts";
import { formats } from "./formats.ts";
import { lineItem } from "./openai-report.ts";
import { sampleText } from "./sample-file.ts";

async function reportOf(name: string) {
  const { format, found, notes } = await readFixture(fixture(name));
  const buckets = found.flatMap((item) => (item.kind === "reported" ? [item.bucket] : []));
  return { format, notes, buckets, others: found.filter((item) => item.kind !== "reported") };
}
const day = (bucket: ReportBucket) => [bucket.report, bucket.start.toISOString(), bucket.end.toISOString()];
const costs = ({ lines }: ReportBucket) => lines.map(({ model, item, costNanos }) => [model, item, costNanos]);

test("OpenAI costs: a line item is its model and kind; amounts come as numbers and as long decimals; a day may be empty", async () => {
  const { format, buckets, others, notes } = await reportOf("openai-costs.json");
  expect(format).toBe("openai-report");
  expect(buckets.map(day)).toEqual([
    ["costs", "2026-10-01T00:00:00.000Z", "2026-10-02T00:00:00.000Z"],
    ["costs", "2026-10-02T00:00:00.000Z", "2026-10-03T00:00:00.000Z"],
  ]);
  expect(buckets.flatMap(costs)).toEqual([
    ["gpt-4o-mini-2024-07-18", "uncached_input", 300_000_000n],
    ["gpt-4o-mini-2024-07-18", "cached_input", 75_000_000n],
    ["gpt-4o-mini-2024-07-18", "output", 600_000_000n],
    ["gpt-4o-mini-2024-07-18", "uncached_input", 150_000_000n],
    ["text-embedding-3-small", "", 1_750n],
    ["", "web search tool calls", 500_000_000n],
  ]);
  expect(others).toEqual([]);
  expect(notes).toEqual([
    "2026-10-01 to 2026-10-02 (UTC), held against the ledger in Company Costs › Reconciliation",
    expect.stringContaining("page=page_AAAAAGdGxdEiJdKOAAAAAGcqsYA="),
  ]);
});

test("OpenAI usage: completions and embeddings are two reports; what counts no tokens is left out, and said", async () => {
  const { buckets, others } = await reportOf("openai-usage.jsonl");
  expect(buckets.map(({ report, lines }) => [report, lines])).toMatchObject([
    [
      "completions",
      [{ model: "gpt-4o-mini-2024-07-18", inputTokens: 4_000_000n, cachedInputTokens: 1_000_000n, requests: 5n }],
    ],
    ["embeddings", [{ model: "text-embedding-3-small", inputTokens: 87n, outputTokens: 0n }]],
  ]);
  expect(others).toEqual([{ kind: "skipped", line: 3, reason: expect.stringContaining("counts no tokens") }]);
});

test("Anthropic costs: amounts are decimal cents; a search is a charge of its own", async () => {
  const { format, buckets, notes } = await reportOf("anthropic-costs.json");
  expect(format).toBe("anthropic-report");
  expect(buckets.flatMap(costs)).toEqual([
    ["claude-sonnet-4-20250514", "uncached_input", 1_234_500_000n + 1n],
    ["claude-sonnet-4-20250514", "cache_write_1h", 300_000_000n],
    ["", "web_search", 100_000_000n],
  ]);
  expect(notes).toEqual(["2026-10-01 (UTC), held against the ledger in Company Costs › Reconciliation"]);
});

test("Anthropic usage: disjoint counts become whole ones", async () => {
  const { buckets } = await reportOf("anthropic-usage.json");
  expect(buckets.flatMap(({ lines }) => lines)).toMatchObject([
    {
      inputTokens: 461_707n,
      cachedInputTokens: 200n,
      cacheWriteTokens: 7n,
      cacheWrite1hTokens: 50_000n,
      outputTokens: 500n,
    },
  ]);
});

test("Anthropic analytics: rows of a day are one bucket, over pages; a page without the others is refused", async () => {
  const { buckets } = await reportOf("anthropic-analytics.jsonl");
  expect(buckets).toHaveLength(1);
  expect(buckets.flatMap(costs)).toEqual([
    ["claude-opus-4-6", "output", 755_000_000n],
    ["claude-opus-4-6", "uncached_input", 245_000_000n],
    ["claude-haiku-4-5", "output", 10_000_000n],
  ]);
});

test.each([
  ["gpt-4o-2024-08-06, input", "gpt-4o-2024-08-06", "uncached_input"],
  ["gpt-4o-2024-08-06, Cached Input", "gpt-4o-2024-08-06", "cached_input"],
  ["gpt-5.6, cache write", "gpt-5.6", "cache_write"],
  ["gpt-4o-audio-preview, audio output tokens", "gpt-4o-audio-preview", "output"],
  ["GPT-4o", "gpt-4o", ""],
  ["o3", "o3", ""],
  ["ft:gpt-4o-mini-2024-07-18:acme::b1, output", "ft:gpt-4o-mini-2024-07-18:acme::b1", "output"],
  ["gpt-4o, fine-tuning training", "gpt-4o", "fine-tuning training"],
  ["code interpreter sessions", "", "code interpreter sessions"],
  ["file search, storage", "", "file search, storage"],
  ["", "", ""],
])("line item %j", (text, model, item) => expect(lineItem(text)).toEqual({ model, item }));

const bucket = { object: "bucket", start_time: 1790812800, end_time: 1790899200 };
const cost = (amount: unknown, more = {}) => ({
  object: "organization.costs.result",
  amount,
  line_item: null,
  ...more,
});
const read = (record: object) => {
  const sample = sampleText(JSON.stringify(record), true);
  const format = sample && formats.find((candidate) => candidate.matches(sample));
  const options = { fileStem: "r", projectId: "", now: new Date("2026-11-22T12:00:00Z") };
  const reader = sample && format ? format.open(options, sample) : expect.fail("not recognised");
  return [...reader.read(1, record as Record<string, unknown>), ...(reader.end?.() ?? [])];
};

test.each([
  ["another currency", { ...bucket, results: [cost({ value: 1, currency: "eur" })] }, "not in USD"],
  ["no amount", { ...bucket, results: [cost(null)] }, "no amount"],
  ["words for an amount", { ...bucket, results: [cost({ value: "much", currency: "usd" })] }, "not an amount"],
  ["another object", { ...bucket, results: [{ object: "organization.invoice.result" }] }, "not a result of"],
  ["more than a day", { ...bucket, end_time: 1790985600, results: [] }, "more than one UTC day"],
  [
    "a day that has not begun",
    { ...bucket, start_time: 1890812800, end_time: 1890899200, results: [] },
    "2015 and now",
  ],
  [
    "parts larger than their whole",
    {
      ...bucket,
      results: [
        {
          object: "organization.usage.completions.result",
          ...{ input_tokens: 1, input_cached_tokens: 2, num_model_requests: 1 },
        },
      ],
    },
    "more than the input tokens",
  ],
  [
    "teams, which overlap",
    {
      starting_at: "2026-10-01T00:00:00Z",
      ending_at: "2026-10-02T00:00:00Z",
      group: { model: "m", rbac_group_id: "rbac_group_1" },
      cost: { amount: "1", currency: "USD" },
    },
    "by team",
  ],
])("%s is refused, and the day with it", (_, record, reason) => {
  expect(read(record)).toEqual([{ kind: "refused", line: 1, reason: expect.stringContaining(reason) }]);
});

test("one bad line keeps its whole day out: half a day would be a wrong figure", () => {
  const results = [cost({ value: 1, currency: "usd" }), cost({ value: 2, currency: "eur" })];
  const found = read({ ...bucket, results });
  expect(found.map((item) => item.kind)).toEqual(["refused", "refused"]);
});
