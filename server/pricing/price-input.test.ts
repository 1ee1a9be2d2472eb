import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inputFaults } from "#server/input-faults.ts";
import { toDecimalString } from "#server/money/amount.ts";
import { parseInput } from "#server/parse-input.ts";
import { priceInput, pricesOfInput } from "./price-input.ts";

const price = { provider: "openai", model: "gpt-4.1", effectiveFrom: "2026-11-01", input: "2", output: "8" };
const faults = (values: object) => {
  const { error } = priceInput.safeParse({ ...price, ...values });
  return error ? inputFaults(error).map(({ path, message }) => `${path} ${message}`) : [];
};

test("any price up to $100,000 with nine decimals is kept to the last of them", () => {
  const amount = fc.bigInt(0n, 100_000_000_000_000n);
  fc.assert(
    fc.property(
      amount,
      amount,
      fc.option(amount),
      fc.integer({ min: 0, max: 9 }),
      (input, output, cacheRead, zeros) => {
        const text = (nanos: bigint) => {
          const written = toDecimalString(nanos);
          return written.includes(".") ? written.padEnd(written.indexOf(".") + 1 + Math.max(zeros, 1), "0") : written;
        };
        const read = parseInput(priceInput, {
          ...price,
          input: text(input),
          output: ` ${text(output)} `,
          cacheRead: cacheRead === null ? null : text(cacheRead),
          tiers: [{ aboveInputTokens: 7, output: text(input) }],
        });
        expect(parseInput(priceInput, read)).toEqual(read);
        expect(pricesOfInput(read)).toMatchObject({ input, output, cacheRead, tiers: [{ output: input }] });
      },
    ),
  );
});

test("any text is either an exact price or refused, never read as another amount", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 14 }), fc.double().map(String), fc.float().map(String)), (text) => {
      const { success, data } = priceInput.safeParse({ ...price, input: text });
      if (!success) return;
      expect(text.trim()).toMatch(/^\d*\.?\d*$/);
      const [whole = "", part = ""] = text.trim().split(".");
      expect(pricesOfInput(data).input).toBe(BigInt(whole || 0) * 10n ** 9n + BigInt(part.padEnd(9, "0")));
    }),
  );
});

describe("refuses, naming the field", () => {
  test.each([
    [{ input: "1e3" }],
    [{ input: "-1" }],
    [{ input: "1,5" }],
    [{ input: "" }],
    [{ input: "0.0000000001" }],
    [{ input: 2 }],
    [{ input: "." }],
  ])("%j", (values) => expect(faults(values)).toEqual([expect.stringMatching(/^input must be dollars per million/)]));

  test.each([
    [{ output: "100000.000000001" }, /^output must be at most 100000/],
    [{ provider: "  " }, /^provider must not be empty/],
    [{ effectiveFrom: "yesterday" }, /^effectiveFrom must be a time in ISO 8601/],
    [{ effectiveFrom: "2026-02-30" }, /^effectiveFrom/],
    [{ effectiveFrom: "1999-01-01" }, /^effectiveFrom must not be before 2015/],
    [{ tiers: [{ aboveInputTokens: 200_000 }] }, /^tiers.0. must state at least one price/],
    [{ tiers: [1, 1].map((mark) => ({ aboveInputTokens: mark, input: "1" })) }, /^tiers must not have two tiers/],
    [{ tiers: [{ aboveInputTokens: 0, input: "1" }] }, /^tiers.0..aboveInputTokens must be at least 1/],
    [{ cachRead: "1" }, /cachRead/],
  ])("%j", (values, message) => {
    const found = faults(values);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });
});
