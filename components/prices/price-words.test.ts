import { expect, test } from "vitest";
import type { RepricePreview } from "#server/ledger/preview-reprice.ts";
import type { RepriceView } from "#server/ledger/reprice-queries.ts";
import { differenceText, hoursText, perMillion, sinceText } from "./price-words.ts";
import { affectedSentences, changingCalls, progressText } from "./reprice-words.ts";

test("prices to their last decimal, dates, hours", () => {
  expect(["1.25", "3", "0.0000375", null].map(perMillion)).toEqual(["$1.25", "$3.00", "$0.0000375", "–"]);
  expect(sinceText("2026-11-01T00:00:00.000Z")).toBe("Nov 1, 2026");
  expect(sinceText("2026-11-01T07:30:00.000Z")).toBe("Nov 1, 2026, 07:30");
  expect(hoursText("00:30Z-16:30Z")).toBe("00:30 – 16:30 UTC");
});

test.each([
  [{ dollars: "1.25", direction: "lower", percent: 38 }, "Catalogue: $1.25, 38% lower"],
  [{ dollars: "10", direction: "higher", percent: 25 }, "Catalogue: $10.00, 25% higher"],
  [{ dollars: "2.001", direction: "higher", percent: 0 }, "Catalogue: $2.001, <1% higher"],
  [{ dollars: "2", direction: "same", percent: 0 }, "Catalogue: $2.00, the same"],
] as const)("a difference is said, not hidden: %j", (difference, text) => {
  expect(differenceText(difference)).toBe(text);
});

const nothing: RepricePreview = {
  from: "",
  to: null,
  models: [],
  unpriced: { calls: 0, still: 0, after: "0", complete: true },
  priced: { calls: 0, unpricedAfter: 0, before: "0", after: "0", complete: true },
  unchanged: 9,
  reported: 0,
};

test("what a price means for recorded calls, and that it changes none by itself", () => {
  expect(affectedSentences(nothing)).toEqual(["No recorded call is affected."]);
  const all: RepricePreview = {
    ...nothing,
    unpriced: { calls: 3, still: 1, after: "3.21", complete: true },
    priced: { calls: 1, unpricedAfter: 1, before: "12", after: "0", complete: false },
    reported: 1,
  };
  expect(affectedSentences(all)).toEqual([
    "2 calls recorded without a price would cost $3.21.",
    "1 priced call would come to $0.00 instead of $12.00. 1 call would have no price. More than these were not looked at.",
    "1 call keeps the cost that its caller reported.",
    "None of them changes until you reprice it.",
  ]);
  expect([changingCalls(all, false), changingCalls(all, true)]).toEqual([2, 3]);
});

test("how far a reprice is and what it came to", () => {
  const one: RepriceView = {
    ...{
      id: "r",
      provider: "p",
      model: "m",
      from: "",
      to: null,
      include: "all",
      createdAt: "",
      createdBy: "",
      finishedAt: null,
    },
    ...{
      status: "running",
      looked: 1000,
      total: 2300,
      calls: 900,
      unpricedCalls: 900,
      before: "0",
      after: "1",
      problem: null,
    },
  };
  expect(progressText(one)).toBe("Repricing calls of m: 1,000 calls of about 2,300 looked at.");
  expect(progressText({ ...one, status: "done" })).toBe("900 calls of m have a price now: $1.00.");
  expect(progressText({ ...one, status: "done", calls: 901, before: "2" })).toBe(
    "901 calls of m repriced: $2.00 became $1.00.",
  );
  expect(progressText({ ...one, status: "failed", problem: "The sum is too large." })).toBe("The sum is too large.");
});
