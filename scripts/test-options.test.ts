import { expect, test } from "vitest";
import { testOptions } from "./test-options.ts";

test("all parts in their order, the named ones, or those that have the named files", () => {
  expect(testOptions([]).only).toEqual(["checks", "unit", "integration", "browser"]);
  expect(testOptions(["--only", "browser", "--only=unit"]).only).toEqual(["unit", "browser"]);
  expect(testOptions(["record-events"])).toMatchObject({ only: ["integration"], files: ["record-events"] });
  expect(testOptions(["budget"]).only).toEqual(["unit", "integration", "browser"]);
});

test.each([
  [["--only", "uint"], 'There is no part "uint".'],
  [["--onyl", "unit"], "Unknown option '--onyl'"],
  [["no-such-file"], 'No test file has "no-such-file" in its path.'],
  [["--only", "unit", "record-events"], 'No test file of unit has "record-events" in its path.'],
])("%j is refused with the reason and the usage", (args, reason) => {
  expect(() => testOptions(args)).toThrow(reason);
  expect(() => testOptions(args)).toThrow("npm test -- [--only <part>]");
});
