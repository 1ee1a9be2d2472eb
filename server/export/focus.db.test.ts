import { beforeAll, describe, expect, test } from "vitest";
import {
  costColumns,
  exactly,
  type FocusLine,
  focusFile,
  house,
  ledgerOf,
  nanosIn,
  recordCalls,
} from "#scripts/test-focus.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { removePrice, setPrice } from "#server/pricing/set-price.ts";

const now = new Date("2026-11-22T12:00:00Z");
const month = "2026-10";
const only = (rows: readonly FocusLine[], of: Partial<FocusLine>) =>
  rows.filter((row) => Object.entries(of).every(([column, value]) => row[column] === value));

describe("a month of every kind of call", () => {
  let ctx: Ctx;
  let rows: FocusLine[];
  let file: Awaited<ReturnType<typeof focusFile>>;

  beforeAll(async () => {
    ctx = await testOrganization({ projects: ["web", "api", '=HYPERLINK("http://evil.example")'], now });
    await setPrice({ ctx, input: { ...house, effectiveFrom: "2026-01-01", input: "0.0145", output: "0.0333" } });
    await recordCalls(ctx, [
      // The month is from its first to its last millisecond, UTC.
      { id: "before", occurredAt: "2026-09-30T23:59:59.999Z", inputTokens: 7_000 },
      { id: "first", occurredAt: "2026-10-01T00:00:00.000Z", inputTokens: 1_001, outputTokens: 7 },
      { id: "last", occurredAt: "2026-10-31T23:59:59.999Z", inputTokens: 1_003 },
      { id: "after", occurredAt: "2026-11-01T00:00:00.000Z", inputTokens: 9_000 },
      // All kinds of tokens; two calls of one row, and a third with other tags.
      ...["kinds-1", "kinds-2", "kinds-3"].map((id, i) => ({
        ...{ id, occurredAt: "2026-10-05T12:00:00Z", projectId: "api", agentType: "research" },
        ...{ provider: "anthropic", model: "claude-sonnet-4-5", serviceTier: "priority", effort: "high" },
        ...{ inputTokens: 100_000, cachedInputTokens: 60_000, cacheWriteTokens: 20_000, cacheWrite1hTokens: 5_000 },
        ...{ outputTokens: 3_000, reasoningTokens: 1_000 },
        tags: i < 2 ? { team: "core", "cost centre": 4711, spot: true } : { team: "=1+1" },
      })),
      // Above the mark of a price with context tiers, at it, and below.
      ...[200_000, 200_001, 5_000].map((inputTokens, i) => ({
        ...{ id: `tier-${i}`, occurredAt: "2026-10-06T00:00:00Z", provider: "google", model: "gemini-2.5-pro" },
        ...{ inputTokens, outputTokens: 100 },
      })),
      // What only the caller knows the cost of: with tokens, without, and for nothing.
      {
        id: "said-1",
        occurredAt: "2026-10-07T01:00:00Z",
        inputTokens: 900,
        cachedInputTokens: 400,
        outputTokens: 50,
        cost: 0.123456789,
      },
      { id: "said-2", occurredAt: "2026-10-07T02:00:00Z", inputTokens: 100, outputTokens: 50, cost: 0.000000001 },
      { id: "said-3", occurredAt: "2026-10-08T00:00:00Z", cost: 2.5 },
      { id: "said-4", occurredAt: "2026-10-09T00:00:00Z", inputTokens: 10, cost: 0 },
      // No price known; no tokens at all.
      {
        id: "unpriced",
        occurredAt: "2026-10-10T00:00:00Z",
        model: "unheard-of",
        inputTokens: 1_000,
        outputTokens: 30,
        reasoningTokens: 10,
      },
      { id: "nothing", occurredAt: "2026-10-11T00:00:00Z", status: "error" },
      // Names that a spreadsheet would calculate.
      {
        ...{ id: "evil", occurredAt: "2026-10-12T00:00:00Z", projectId: '=HYPERLINK("http://evil.example")' },
        ...{
          agentId: "+evil",
          agentType: "@evil",
          provider: "-evil",
          model: "=1+1",
          inputTokens: 5,
          tags: { "=x": "=y" },
        },
      },
    ]);
    const other = await testOrganization({ now });
    await recordCalls(other, [{ id: "foreign", occurredAt: "2026-10-05T00:00:00Z", inputTokens: 1, cost: 99 }]);
    file = await focusFile(ctx, month);
    rows = file.rows;
  });

  test("every cost column sums to the ledger, to the nano-dollar: in all, by project, agent, provider and day", async () => {
    const total = await ledgerOf(ctx, month);
    expect(total).toBeGreaterThan(0n);
    for (const column of costColumns) expect([column, nanosIn(rows, column)]).toEqual([column, total]);
    const by = [
      ["SubAccountId", "project_id"],
      ["x_AgentId", "agent_id"],
      ["x_Provider", "provider"],
      ["x_Model", "model"],
      ["ChargePeriodStart", `to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T00:00:00Z"')`],
    ] as const;
    for (const [column, field] of by) {
      for (const [value, of] of Map.groupBy(rows, (row) => row[column] ?? "")) {
        const written = value.replace(/^'(?=[=+@-])/, "").replaceAll("'", "''");
        expect([value, nanosIn(of)]).toEqual([value, await ledgerOf(ctx, month, `${field} = '${written}'`)]);
      }
    }
    const calls = rows.reduce((sum, row) => sum + Number(row.x_CallCount), 0);
    expect(calls).toBe(
      await prisma().creditTransaction.count({
        where: { orgId: ctx.orgId, occurredAt: { gte: new Date("2026-10-01"), lt: new Date("2026-11-01") } },
      }),
    );
  });

  test("a row for each kind of token, at its price; calls that differ in their tags only are rows of their own", () => {
    const kinds = only(rows, { x_Model: "claude-sonnet-4-5", x_CallCount: "2" }).concat(
      only(rows, { x_Model: "claude-sonnet-4-5", x_CallCount: "0" }).filter(({ Tags }) => Tags?.includes("core")),
    );
    expect(
      kinds.map((row) => [row.SkuMeter, row.ConsumedQuantity, row.ListUnitPrice, row.PricingQuantity, row.ListCost]),
    ).toEqual([
      ["Input Tokens", "30000", "3", "0.03", "0.09"],
      ["Cache Read Input Tokens", "120000", "0.3", "0.12", "0.036"],
      ["Cache Write Input Tokens", "40000", "3.75", "0.04", "0.15"],
      ["Cache Write Input Tokens (1 Hour)", "10000", "6", "0.01", "0.06"],
      ["Output Tokens", "4000", "15", "0.004", "0.06"],
      ["Reasoning Output Tokens", "2000", "15", "0.002", "0.03"],
    ]);
    expect(JSON.parse(kinds[0]?.Tags ?? "")).toEqual({
      ...{ team: "core", "cost centre": 4711, spot: true },
      ...{ "purser/project": "api", "purser/agent": "coder", "purser/agent-type": "research" },
    });
    expect(kinds[0]).toMatchObject({
      ...{
        BillingAccountId: ctx.orgId,
        BillingPeriodStart: "2026-10-01T00:00:00Z",
        BillingPeriodEnd: "2026-11-01T00:00:00Z",
      },
      ...{
        ChargePeriodStart: "2026-10-05T00:00:00Z",
        ChargePeriodEnd: "2026-10-06T00:00:00Z",
        ServiceProviderName: "Anthropic",
      },
      ...{
        SkuId: "anthropic/claude-sonnet-4-5/input",
        x_ServiceTier: "priority",
        x_Effort: "high",
        SubAccountId: "api",
      },
    });
    expect(only(rows, { x_Model: "claude-sonnet-4-5" })).toHaveLength(12);
  });

  test("a call above a mark is another SKU price of the same SKU", () => {
    const input = only(rows, { x_Model: "gemini-2.5-pro", SkuMeter: "Input Tokens" });
    expect(input.map((row) => [row.SkuPriceId, row.ConsumedQuantity, row.ListUnitPrice])).toEqual([
      ["google/gemini-2.5-pro/input/standard", "205000", "1.25"],
      ["google/gemini-2.5-pro/input/above-200000", "200001", "2.5"],
    ]);
    expect(new Set(input.map(({ SkuId }) => SkuId)).size).toBe(1);
  });

  test("rounding is an adjustment of its own, less than half a nano-dollar a call", () => {
    const [first] = only(rows, { ChargeCategory: "Adjustment", ChargePeriodStart: "2026-10-01T00:00:00Z" });
    // 1,001 × 14.5 + 7 × 33.3 nano-dollars = 14,747.6, recorded as 14,748.
    expect(first).toMatchObject({
      BilledCost: "0.0000000004",
      SkuId: "",
      ListUnitPrice: "",
      PricingQuantity: "",
      ConsumedQuantity: "",
    });
    for (const row of rows.filter(({ ListUnitPrice }) => ListUnitPrice !== "")) {
      const product = exactly(row.ListUnitPrice ?? "") * exactly(row.PricingQuantity ?? "");
      expect(product).toBe(exactly(row.ListCost ?? "") * 10n ** 15n);
    }
  });

  test("a reported cost stands whole, with its tokens beside it; what has no price is shown", () => {
    expect(
      only(rows, { x_CostSource: "Reported" }).map((row) => [
        row.BilledCost,
        row.PricingQuantity,
        row.PricingUnit,
        row.ConsumedQuantity,
        row.ConsumedUnit,
        row.x_TokensByType,
      ]),
    ).toEqual([
      ["0.12345679", "0.12345679", "USD", "1100", "Tokens", '{"Input":600,"CacheRead":400,"Output":100}'],
      ["2.5", "2.5", "USD", "1", "Requests", "{}"],
      ["0", "0", "USD", "10", "Tokens", '{"Input":10}'],
    ]);
    expect(
      only(rows, { x_Model: "unheard-of" }).map((row) => [
        row.SkuMeter,
        row.ConsumedQuantity,
        row.BilledCost,
        row.ListUnitPrice,
        row.SkuPriceId,
        row.x_CostSource,
        row.x_CallCount,
      ]),
    ).toEqual([
      ["Input Tokens", "1000", "0", "", "", "Unpriced", "1"],
      ["Output Tokens", "20", "0", "", "", "Unpriced", "0"],
      ["Reasoning Output Tokens", "10", "0", "", "", "Unpriced", "0"],
    ]);
    expect(only(rows, { ChargePeriodStart: "2026-10-11T00:00:00Z" })).toMatchObject([
      { ConsumedQuantity: "0", BilledCost: "0", x_CallCount: "1" },
    ]);
  });

  test("no cell begins a formula, and no number, time or JSON is touched by that", () => {
    for (const row of rows) {
      for (const [column, cell] of Object.entries(row)) {
        if (/Cost$/.test(column)) expect(cell).toMatch(/^-?\d+(\.\d+)?$/);
        else expect([column, cell]).not.toEqual([column, expect.stringMatching(/^\s*[=+@-]/)]);
      }
      expect(() => JSON.parse(row.Tags ?? "")).not.toThrow();
    }
    const [evil] = only(rows, { x_AgentId: "'+evil" });
    expect(evil).toMatchObject({
      x_Model: "'=1+1",
      x_AgentType: "'@evil",
      SubAccountId: `'=HYPERLINK("http://evil.example")`,
    });
    expect(JSON.parse(evil?.Tags ?? "")).toMatchObject({ "=x": "=y", "purser/agent": "+evil" });
  });

  test("the file is the same every time, and named for the organisation and the month", async () => {
    expect(file.name).toBe(`focus-${ctx.orgId}-2026-10.csv`);
    expect((await focusFile(ctx, month)).text).toBe(file.text);
    expect((await focusFile(ctx, "2026-08")).rows).toEqual([]);
  });

  test("a price that is set or removed later leaves the month as it is; one that nobody knows, its calls unsplit", async () => {
    const before = await ledgerOf(ctx, month);
    await setPrice({ ctx, input: { ...house, effectiveFrom: "2026-10-01", input: "99", output: "99" } });
    await setPrice({ ctx, input: { ...house, effectiveFrom: "2026-01-01", input: "98", output: "98" } });
    expect((await focusFile(ctx, month)).text).toBe(file.text);
    for (const { id } of await prisma().price.findMany({ where: { orgId: ctx.orgId } }))
      await removePrice({ ctx, input: { id } });
    expect((await focusFile(ctx, month)).text).toBe(file.text);
    await prisma().retiredPrice.deleteMany({ where: { orgId: ctx.orgId } });
    await setPrice({
      ctx,
      input: { ...house, model: "another", effectiveFrom: "2026-01-01", input: "1", output: "1" },
    });
    const { rows: unsplit } = await focusFile(ctx, month);
    expect(nanosIn(unsplit)).toBe(before);
    expect(only(unsplit, { ChargePeriodStart: "2026-10-01T00:00:00Z" })).toMatchObject([
      {
        ...{ SkuMeter: "Recorded Cost", BilledCost: "0.000014748", ConsumedQuantity: "1008", PricingUnit: "USD" },
        ...{ x_CostSource: "Priced", x_PriceSource: "" },
      },
    ]);
  });

  test("a month whose calls are no longer kept one by one is refused rather than half written", async () => {
    const keptFrom = (day: string) =>
      prisma().orgSettings.update({ where: { orgId: ctx.orgId }, data: { entriesFrom: new Date(day) } });
    await keptFrom("2026-10-01");
    expect((await focusFile(ctx, month)).rows.length).toBeGreaterThan(0);
    await keptFrom("2026-11-01");
    for (let i = 0; i < 6; i++) await expect(focusFile(ctx, month)).rejects.toThrow("only from 2026-11-01 on");
    expect((await focusFile(ctx, "2026-11")).rows.length).toBeGreaterThan(0);
  });
});
