import { expect, test } from "vitest";
import { addedText, closeWarnings, correctedText, countText, markText, monthsText } from "./book-words.ts";

test.each([
  [5_000_000_000n, "+$5.00"],
  [-400_000_000n, "−$0.40"],
  [0n, "$0.00"],
  [-4_200_000n, "−$0.0042"],
])("%d nano-dollars are added as %s", (nanos, text) => expect(addedText(nanos)).toBe(text));

test.each([
  [{ costNanos: "5000000000", unpricedCalls: 0 }, "+$5.00"],
  [{ costNanos: "5000000000", unpricedCalls: 2 }, "at least +$5.00"],
  [{ costNanos: "0", unpricedCalls: 2 }, "Unpriced"],
  [{ costNanos: "3000000", unpricedCalls: -1 }, "+$0.0030"],
])("%j came to %s", (sum, text) => expect(correctedText(sum)).toBe(text));

test.each([
  [{ calls: 2, corrections: 3 }, "2 late calls, 1 reprice"],
  [{ calls: 0, corrections: 2 }, "2 reprices"],
  [{ calls: 1, corrections: 1 }, "1 late call"],
])("%j are %s", (sum, text) => expect(countText(sum)).toBe(text));

test.each([
  [["2026-10"], "October 2026"],
  [["2026-09", "2026-10"], "September and October 2026"],
  [["2026-12", "2027-01"], "December 2026 and January 2027"],
  [["2026-07", "2026-08", "2026-09", "2026-10"], "July 2026 to October 2026"],
])("%j are written %s", (months, text) => expect(monthsText(months)).toBe(text));

test("a mark says where a call is booked", () => {
  expect(markText({ bookedMonth: "2026-12", reason: "late" }).label).toBe("Booked in December 2026");
  expect(markText({ bookedMonth: "2026-12", reason: "reprice" }).title).toContain("the difference");
});

test("warnings say what speaks for waiting, and nothing where nothing does", () => {
  const month = { month: "2026-10", cost: 1, costNanos: "1", calls: 1, unpricedCalls: 0 };
  expect(closeWarnings({ months: [month], openReservations: 0, openNanos: "0", missingDays: [] })).toEqual([]);
  const days = ["04", "06", "09", "12", "20"].map((day) => ({ first: `2026-10-${day}`, last: `2026-10-${day}` }));
  const all = closeWarnings({
    months: [
      { ...month, unpricedCalls: 2 },
      { ...month, unpricedCalls: 1 },
    ],
    openReservations: 1,
    openNanos: "5",
    missingDays: [{ first: "2026-10-01", last: "2026-10-02" }, ...days],
  });
  expect(all.map((text) => text.split(":")[0])).toEqual([
    "3 calls have no price and would be closed without a cost. A price set later is a correction.",
    "1 reservation of that time is still open. Calls settled after the close are corrections.",
    "7 days without any call",
  ]);
  expect(all[2]).toContain("Oct 1 – Oct 2, Oct 4, Oct 6, Oct 9 and 2 more.");
});
