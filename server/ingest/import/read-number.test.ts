import fc from "fast-check";
import { expect, test } from "vitest";
import { readNumber } from "./read-number.ts";

test.each([
  ["0.12", {}, 0.12],
  ["$1,234.50", {}, 1234.5],
  ["1.2e-05", {}, 0.000012],
  ["1 USD", {}, 1],
  ["12.5", { unit: "0.01" }, 0.125],
  ["0.1", { unit: "0.000001" }, 1e-7],
  ["0,12", { comma: true }, 0.12],
  ["1.234,56 €", { comma: true, unit: "1.08" }, 1333.3248],
  ["1'200", {}, 1200],
  ["1.2", { unit: "1000" }, 1200],
  ["0,12", {}, null],
  ["0.12", { comma: true }, null],
  ["1,2,3", {}, null],
  ["-1", {}, null],
  ["", {}, null],
  ["Infinity", {}, null],
  ["0x10", {}, null],
])("%s with %j is %s", (text, how, expected) => {
  expect(readNumber(text, how)).toBe(expected);
});

test("whole cents are what dividing decimal text gives, never a float's tail", () => {
  fc.assert(
    fc.property(fc.nat(1e9), (cents) => {
      const text = String(cents).padStart(3, "0");
      expect(readNumber(String(cents), { unit: "0.01" })).toBe(Number(`${text.slice(0, -2)}.${text.slice(-2)}`));
    }),
  );
});
