import { expect, test } from "vitest";
import { formatDelta } from "#server/money/format.ts";
import { comparedFigure } from "./compared-figure.ts";

const said = (current: bigint, previous: bigint, shown: bigint) => {
  const now = comparedFigure(current, previous, shown);
  return now === null ? null : formatDelta(now, previous).text;
};

test.each<[string, bigint, bigint, bigint, string | null]>([
  ["began today: new, although no whole day has it", 0n, 0n, 5n, "New"],
  ["began this month", 3n, 0n, 5n, "New"],
  ["nothing then, nothing now", 0n, 0n, 0n, null],
  ["whole days are compared, today is left out", 4n, 4n, 9n, "No change"],
  ["nothing in the whole days any more", 0n, 4n, 9n, "Down 100.0%"],
])("%s", (_, current, previous, shown, text) => {
  expect(said(current, previous, shown)).toBe(text);
});
