import { existsSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, test } from "vitest";
import { exactly, type FocusLine, focusFile, focusLines, recordCalls } from "#scripts/test-focus.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx } from "#server/context.ts";
import { setPrice } from "#server/pricing/set-price.ts";

const folder = new URL("../../../shared/data/focus/", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, folder), "utf8");

/** The conditional and recommended columns that do not apply to what Purser sells: nothing. docs/focus.md says why of each. */
const leftOut = [
  ...["AllocatedMethodDetails", "AllocatedMethodId", "AllocatedResourceId", "AllocatedResourceName", "AllocatedTags"],
  ...["AvailabilityZone", "RegionId", "RegionName", "ResourceId", "ResourceName", "ResourceType"],
  ...["BillingAccountType", "SubAccountType", "InvoiceDetailId", "InvoiceId"],
  ...["CapacityReservationId", "CapacityReservationStatus", "CommitmentDiscountCategory", "CommitmentDiscountId"],
  ...["CommitmentDiscountName", "CommitmentDiscountQuantity", "CommitmentDiscountStatus", "CommitmentDiscountType"],
  ...["CommitmentDiscountUnit", "CommitmentProgramEligibilityDetails", "ContractApplied"],
  ...[
    "PricingCurrency",
    "PricingCurrencyContractedUnitPrice",
    "PricingCurrencyEffectiveCost",
    "PricingCurrencyListUnitPrice",
  ],
];

const formats: Record<string, RegExp> = {
  "Date/Time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  "Decimal (any)": /^-?\d+(\.\d+)?$/,
  "Decimal (non-negative)": /^\d+(\.\d+)?$/,
  Currency: /^[A-Z]{3}$/,
  // <plural-units> or <quantity> <plural-units>, of those the specification lists, or a currency.
  Unit: /^(\d+ )?(Tokens|Requests)$|^[A-Z]{3}$/,
};
const isKeyValue = (cell: string) =>
  Object.values(JSON.parse(cell)).every((value) => value === null || typeof value !== "object");

describe.skipIf(!existsSync(folder))("FOCUS 1.4 (skipped where ../shared/data is absent)", () => {
  let ctx: Ctx;
  let columns: string[];
  let rows: FocusLine[];

  beforeAll(async () => {
    ctx = await testOrganization({ now: new Date("2026-11-22T12:00:00Z") });
    const solora = { provider: "Solora AI", effectiveFrom: "2025-01-01" };
    const pro = { input: "3", output: "15", cacheRead: "0.3", cacheWrite: "3.75" };
    await setPrice({ ctx, input: { ...solora, model: "solora-reasoning-pro", ...pro } });
    await setPrice({ ctx, input: { ...solora, model: "solora-saturn-4.8", input: "5", output: "25" } });
    const at = (day: number) => ({ id: `c${day}`, occurredAt: `2026-10-${10 + day}T10:00:00Z` });
    await recordCalls(ctx, [
      {
        ...{ ...at(0), provider: "Solora AI", model: "solora-reasoning-pro", tags: { team: "core", n: 1.5, on: true } },
        ...{
          inputTokens: 10_500_000,
          cacheWriteTokens: 2_000_000,
          cachedInputTokens: 8_000_000,
          outputTokens: 1_500_000,
        },
      },
      { ...at(1), provider: "Solora AI", model: "solora-saturn-4.8", inputTokens: 8_400_000, outputTokens: 2_100_000 },
      {
        ...at(2),
        provider: "google",
        model: "gemini-2.5-pro",
        inputTokens: 300_000,
        cachedInputTokens: 7,
        outputTokens: 9,
      },
      { ...at(3), provider: "openai", model: "gpt-5-nano", inputTokens: 3, cachedInputTokens: 3, serviceTier: "flex" },
      { ...at(4), inputTokens: 100, cost: 0.000000001 },
      { ...at(5), cost: 1 },
      { ...at(6), inputTokens: 100, outputTokens: 5 },
      { ...at(7) },
    ]);
    ({ columns, rows } = await focusFile(ctx, "2026-10"));
  });

  const spec = () =>
    (parse(read("focus_1_4_columns.csv"), { columns: true }) as FocusLine[]).filter(
      ({ dataset }) => dataset === "Cost and Usage",
    );

  test("every column of the specification is there or left out for a reason; ours come after them, with x_", () => {
    const named = spec().map(({ column = "" }) => column);
    const ours = columns.filter((column) => !named.includes(column));
    expect([...columns.filter((column) => named.includes(column)), ...leftOut].sort()).toEqual([...named].sort());
    expect(
      spec().filter(({ feature_level, column = "" }) => feature_level === "Mandatory" && leftOut.includes(column)),
    ).toEqual([]);
    expect(columns.slice(-ours.length)).toEqual(ours);
    for (const column of ours) expect(column).toMatch(/^x_[A-Z][A-Za-z0-9]{1,48}$/);
    expect(new Set(columns).size).toBe(columns.length);
  });

  test("every cell is of its type, empty only where nulls are allowed, one of the allowed values where there are such", () => {
    expect(rows.length).toBeGreaterThan(12);
    for (const { column = "", allows_nulls, data_type, value_format = "", allowed_values, deprecated } of spec()) {
      if (!columns.includes(column)) continue;
      expect([column, deprecated]).toEqual([column, "False"]);
      for (const cell of rows.map((row) => row[column] ?? "")) {
        if (cell === "") expect([column, allows_nulls]).toEqual([column, "True"]);
        else if (allowed_values) expect(allowed_values.split("|")).toContain(cell);
        else if (data_type === "JSON") expect([column, isKeyValue(cell)]).toEqual([column, true]);
        else if (formats[value_format])
          expect([column, cell]).toEqual([column, expect.stringMatching(formats[value_format])]);
        else expect([column, data_type, value_format]).toEqual([column, "String", "Unspecified"]);
        if (cell !== "") expect(cell.trim()).not.toBe("");
      }
    }
  });

  test("what is null together, and what is the product of what", () => {
    for (const row of rows) {
      expect(row.ConsumedUnit === "").toBe(row.ConsumedQuantity === "");
      expect(row.PricingUnit === "").toBe(row.PricingQuantity === "");
      for (const column of ["ListUnitPrice", "ContractedUnitPrice", "SkuPriceDetails", "PricingCategory"])
        expect([column, row[column] === ""]).toEqual([column, row.SkuPriceId === ""]);
      if (row.ChargeCategory !== "Usage") expect(row.ConsumedQuantity).toBe("");
      else expect([row.SkuId !== "", row.SkuMeter !== "", row.PricingQuantity !== ""]).toEqual([true, true, true]);
      // The one thing that cannot be had: a price of what has none.
      expect(row.SkuPriceId === "" && row.ChargeCategory === "Usage").toBe(row.x_CostSource === "Unpriced");
      if (row.ListUnitPrice === "") continue;
      const product = exactly(row.ListUnitPrice ?? "") * exactly(row.PricingQuantity ?? "");
      expect(product).toBe(exactly(row.ListCost ?? "") * 10n ** 15n);
    }
    const skus = Map.groupBy(
      rows.filter(({ SkuPriceId }) => SkuPriceId),
      ({ SkuPriceId }) => SkuPriceId,
    );
    for (const of of skus.values())
      expect(new Set(of.map((row) => `${row.SkuId} ${row.SkuPriceDetails}`)).size).toBe(1);
  });

  test.each([
    ["ai_prompt_caching_a.csv", "solora-reasoning-pro", 4],
    ["per_token_ai_model_api.csv", "solora-saturn-4.8", 2],
  ])("the specification's own example %s comes out as it stands there", (name, model, count) => {
    const example = focusLines(read(`spec_ai_examples_1.5_draft/${name}`)).rows;
    const own = rows.filter((row) => row.x_Model === model);
    expect([example.length, own.length]).toEqual([count, count]);
    const numbers = [
      "BilledCost",
      "EffectiveCost",
      "ListCost",
      "ContractedCost",
      "ConsumedQuantity",
      "PricingQuantity",
    ];
    const texts = [
      "BillingCurrency",
      "ChargeCategory",
      "ChargeClass",
      "ChargeFrequency",
      "ConsumedUnit",
      "HostProviderName",
    ];
    texts.push("InvoiceIssuerName", "PricingCategory", "PricingUnit", "ServiceCategory", "ServiceProviderName");
    texts.push("ServiceSubcategory", "SkuMeter");
    for (const theirs of example) {
      const ours = own.find(({ SkuMeter }) => SkuMeter === theirs.SkuMeter) ?? {};
      for (const column of texts) expect([column, ours[column]]).toEqual([column, theirs[column]]);
      for (const column of [...numbers, "ListUnitPrice", "ContractedUnitPrice"])
        expect([column, exactly(ours[column] ?? "")]).toEqual([column, exactly(theirs[column] ?? "")]);
      // The keys of the draft are not those of 1.4, where one's own begin with x_.
      const details = JSON.parse(ours.SkuPriceDetails ?? "");
      for (const [key, value] of Object.entries(JSON.parse(theirs.SkuPriceDetails ?? "")))
        if (!/^Model(Developer|Family|Version)$/.test(key)) expect([key, details[`x_${key}`]]).toEqual([key, value]);
    }
  });
});
