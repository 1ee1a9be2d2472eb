import { expect, test } from "vitest";
import type { ChargedUsage } from "#server/ledger/stream-charges.ts";
import type { TokenPrice } from "#server/pricing/token-price.ts";
import { csvStream } from "../csv.ts";
import { allAtOnce } from "../export-table.ts";
import { focusColumns } from "./focus-columns.ts";
import { focusRows } from "./focus-row.ts";

const price: TokenPrice = {
  priceId: "genai-prices:anthropic/claude-sonnet-4-5",
  priceSource: "genai-prices 0.1.8",
  provider: "anthropic",
  model: "claude-sonnet-4-5",
  effectiveFrom: null,
  hours: null,
  base: {
    input: { uncached: 3_000_000_000n, cached: 300_000_000n, cacheWrite: 3_750_000_000n, cacheWrite1h: 6_000_000_000n },
    output: { text: 15_000_000_000n, reasoning: 15_000_000_000n },
  },
  tiers: [],
  perCall: 0n,
  suspect: false,
};
const own: TokenPrice = {
  ...price,
  priceId: "price_0199f3c2",
  priceSource: "organization",
  base: {
    input: { uncached: 14_500_000n, cached: 14_500_000n, cacheWrite: 14_500_000n, cacheWrite1h: 14_500_000n },
    output: { text: 33_300_000n, reasoning: 33_300_000n },
  },
};
const none = {
  input: 0n,
  cachedInput: 0n,
  cacheWrite: 0n,
  cacheWrite1h: 0n,
  output: 0n,
  reasoning: 0n,
  tier: 0,
  correction: null,
};
const coder = { agentId: "coder", agentName: "Coder", agentType: "implementation", effort: "high", serviceTier: null };
const ofWeb = { day: "2026-10-05", projectId: "web", projectName: "Web Shop", ...coder, tags: { team: "core" } };
const claude = {
  provider: "anthropic",
  model: "claude-sonnet-4-5",
  costSource: "priced",
  priceId: price.priceId,
} as const;
const house = { ...ofWeb, ...none, provider: "vllm", model: "house-7b" };
const tokens = { input: 412_350n, cachedInput: 2_906_112n, cacheWrite: 120_400n, output: 88_210n, reasoning: 21_004n };

const month: [ChargedUsage, TokenPrice | null][] = [
  [{ ...ofWeb, ...claude, ...none, ...tokens, calls: 64n, costNanos: 4_198_593_600n }, price],
  [
    { ...house, costSource: "priced", priceId: own.priceId, calls: 3n, input: 1_001n, output: 7n, costNanos: 14_748n },
    own,
  ],
  [
    {
      ...{ ...house, provider: "openrouter", model: "some/router", costSource: "reported", priceId: null },
      ...{ calls: 12n, input: 50_000n, cachedInput: 4_000n, output: 2_500n, costNanos: 312_500_000n },
    },
    null,
  ],
  [
    {
      ...house,
      model: "house-70b",
      costSource: "unpriced",
      priceId: null,
      calls: 2n,
      input: 1_800n,
      output: 240n,
      costNanos: 0n,
    },
    null,
  ],
];

test("the example of docs/focus.md is what the export writes", async () => {
  const columns = focusColumns({ organization: { id: "acme", name: "Acme" }, month: "2026-10" });
  const rows = month.flatMap(([usage, by]) => focusRows(usage, by));
  const text = await new Response(csvStream(columns, allAtOnce(rows))).text();
  await expect(text).toMatchFileSnapshot("../../../docs/focus-example.csv");
});
