import { expect, test } from "vitest";
import { againstYesterday, projectionText, runsText } from "./ticker-words.ts";

const amount = (dollars: number, unpricedCalls = 0) => ({ costNanos: String(dollars * 1e9), unpricedCalls });
const at = "2026-11-21T14:32:59.999Z";

test.each([
  [amount(12), amount(10), "Up 20.0% vs $10.00 by 14:32 yesterday"],
  [amount(5), amount(10), "Down 50.0% vs $10.00 by 14:32 yesterday"],
  [amount(10), amount(10), "No change vs $10.00 by 14:32 yesterday"],
  [amount(5), amount(0), "New: nothing by 14:32 yesterday"],
  [amount(0), amount(0), "$0.00 by 14:32 yesterday"],
  [amount(5, 1), amount(10, 2), "Down 50.0% vs at least $10.00 by 14:32 yesterday"],
  [amount(0, 1), amount(10), "$10.00 by 14:32 yesterday"],
  [amount(5), amount(0, 3), "Unpriced by 14:32 yesterday"],
])("%o against %o: %s", (today, before, text) => {
  expect(againstYesterday(today, { ...before, at })).toBe(text);
});

test("the projection names the last day of the month, or says how many days it lacks", () => {
  const month = { projectedNanos: "290000000000" };
  const known = { daysOfData: 30, daysNeeded: 7, month };
  expect(projectionText("2026-11", known)).toBe("Projected $290.00 by Nov 30");
  expect(projectionText("2028-02", known)).toBe("Projected $290.00 by Feb 29");
  const unknown = { daysOfData: 3, daysNeeded: 7, month: null };
  expect(projectionText("2026-11", unknown)).toBe("No projection yet. Needs 7 days of data; 3 so far.");
});

test.each([
  [0, "No pipeline runs yet"],
  [1, "Of the one pipeline run so far"],
  [20, "Last 20 pipeline runs"],
])("the average of %i runs: %s", (count, text) => expect(runsText(count)).toBe(text));
