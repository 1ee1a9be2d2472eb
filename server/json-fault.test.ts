import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonFault } from "./json-fault.ts";

test.each<[string, string]>([
  ["", "line 1, column 1: expected a value, but the text ends here"],
  ['{"a":NaN}', 'line 1, column 6: expected a value, but found "NaN}"'],
  ['{"a":1,}', 'line 1, column 8: expected a name in double quotes, but found "}"'],
  ["{'a':1}", "line 1, column 2: expected a name in double quotes or }, but found \"'a':1}\""],
  ['{"a":\n  1 2}', 'line 2, column 5: expected a comma or }, but found "2}"'],
  ['{"events":[{"id":"t1"', "line 1, column 22: expected a comma or }, but the text ends here"],
  ['["a\\x"]', 'line 1, column 4: expected an escape that JSON knows, but found "\\\\x\\"]"'],
  ['["a', "line 1, column 4: expected a double quote that ends the text begun at column 2, but the text ends here"],
  ["[01]", 'line 1, column 2: expected a value or ], but found "01]"'],
  ["[1] [2]", 'line 1, column 5: expected the end of the text, but found "[2]"'],
  ['{"a" 1}', 'line 1, column 6: expected a colon, but found "1}"'],
])("%j", (text, fault) => {
  expect(jsonFault(text)).toBe(fault);
});

test("it finds a fault exactly where the engine's own reader does", () => {
  const json = fc.json();
  const cut = fc.tuple(json, fc.nat(), fc.nat(3), fc.constantFrom("", ",", "}", "]", '"', "x", "0", ":", "\\", "\n"));
  const broken = cut.map(([text, at, length, other]) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + other + text.slice(start + length);
  });
  fc.assert(
    fc.property(fc.oneof(json, broken, fc.string()), (text) => {
      let readable = true;
      try {
        JSON.parse(text);
      } catch {
        readable = false;
      }
      expect(jsonFault(text) === null).toBe(readable);
    }),
    { numRuns: 5_000 },
  );
});

test("depth and length are no trouble", () => {
  expect(jsonFault("[".repeat(1_000_000))).toContain("column 1000001");
  expect(jsonFault(`["${"x".repeat(5_000_000)}`)).toContain("begun at column 2");
});
