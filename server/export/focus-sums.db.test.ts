import fc from "fast-check";
import { expect, test } from "vitest";
import { costColumns, focusFile, house, ledgerOf, nanosIn, recordCalls } from "#scripts/test-focus.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { setPrice } from "#server/pricing/set-price.ts";

const now = new Date("2026-11-22T12:00:00Z");

test("whatever calls a month has, its file sums to its ledger and has all their tokens", async () => {
  const models = [
    house,
    { provider: "openai", model: "gpt-4.1" },
    { provider: "google", model: "gemini-2.5-pro" },
    { provider: "x", model: "y" },
  ];
  const tokens = fc.integer({ min: 0, max: 300_000 });
  const call = fc.record({
    at: fc.integer({ min: 0, max: 61 * 24 * 60 - 1 }),
    model: fc.constantFrom(...models),
    fresh: tokens,
    cached: tokens,
    output: tokens,
    agentId: fc.constantFrom("a", "b"),
    projectId: fc.constantFrom("web", "api"),
    cost: fc.option(fc.integer({ min: 0, max: 10 ** 9 }), { freq: 4 }),
    tags: fc.option(fc.dictionary(fc.constantFrom("t", "u"), fc.constantFrom("1", "2")), { freq: 2 }),
  });
  const check = fc.asyncProperty(fc.array(call, { maxLength: 80 }), async (drawn) => {
    const ctx = await testOrganization({ projects: ["web", "api"], now });
    await setPrice({
      ctx,
      input: {
        ...house,
        effectiveFrom: "2026-01-01",
        input: "0.000000001",
        output: "0.123456789",
        cacheRead: "0.0375",
      },
    });
    const calls = drawn.map(({ at, model, fresh, cached, output, cost, tags, ...of }, i) => ({
      ...{
        id: `c${i}`,
        occurredAt: new Date(Date.parse("2026-09-01T00:00:00Z") + at * 60_000).toISOString(),
        ...of,
        ...model,
      },
      ...{ inputTokens: fresh + cached, cachedInputTokens: cached, outputTokens: output },
      ...(cost !== null && { cost: cost / 1e9 }),
      ...(tags !== null && { tags }),
    }));
    await recordCalls(ctx, calls);
    for (const of of ["2026-09", "2026-10"]) {
      const { rows } = await focusFile(ctx, of);
      for (const column of costColumns) expect(nanosIn(rows, column)).toBe(await ledgerOf(ctx, of));
      const own = calls.filter(({ occurredAt }) => occurredAt.startsWith(of));
      const used = rows
        .filter(({ ConsumedUnit }) => ConsumedUnit === "Tokens")
        .reduce((sum, row) => sum + Number(row.ConsumedQuantity), 0);
      expect(used).toBe(own.reduce((sum, one) => sum + one.inputTokens + one.outputTokens, 0));
      expect(rows.reduce((sum, row) => sum + Number(row.x_CallCount), 0)).toBe(own.length);
    }
  });
  await fc.assert(check, { numRuns: 12 });
}, 120_000);
