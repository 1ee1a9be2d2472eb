import { expect, test } from "vitest";
import { leftOutText, withoutUsageText } from "./left-out-words.ts";

const of = { label: "Anthropic", days: 1, first: "2026-11-03", last: "2026-11-03" };
const span = { ...of, days: 19, last: "2026-11-22" };

test("of days without a costs report it says which are counted, and what the ledger has of them", () => {
  const rest = { reason: "no_costs" as const, costNanos: "3000000000", unpricedCalls: 0 };
  expect(leftOutText({ ...of, ...rest })).toBe(
    "Anthropic, Nov 3: no costs report, so it is not compared. The ledger has $3.00 there.",
  );
  expect(leftOutText({ ...span, ...rest, unpricedCalls: 2 })).toBe(
    "Anthropic, 19 days with calls or reports, Nov 3 – Nov 22: no costs report, so they are not compared. The ledger has $3.00 and 2 calls without a price there.",
  );
});

test("a report that came too early, and days without one of usage", () => {
  const rest = { reason: "not_over" as const, costNanos: "0", unpricedCalls: 0 };
  expect(leftOutText({ ...of, ...rest })).toBe(
    "Anthropic, Nov 3: the report was fetched before the day was over, so it is not compared. Import it again.",
  );
  expect(leftOutText({ ...span, ...rest })).toContain("before these days were over, so they are not compared.");
  expect(withoutUsageText(span)).toBe(
    "Anthropic, 19 days with calls or reports, Nov 3 – Nov 22: no usage report, so differences cannot be explained. Import the usage as well.",
  );
});
