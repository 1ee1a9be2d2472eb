import type { FileRecord } from "../import/import-format.ts";
import { parseTime } from "../import/parse-time.ts";

/** How a table writes dates and numbers, as far as its first rows tell; `order` is `ambiguous` where they do not. */
export type GuessedNotation = { order: "dmy" | "mdy" | "ambiguous" | null; decimalComma: boolean };

const lastYear = /^(\d{1,2})([-/.])(\d{1,2})\2\d{4}\b/;
const withComma = /^[$€£]?\s?(\d{1,3}(\.\d{3})+|\d+),\d+(\s?[$€£])?$/;
const withPoint = /^[$€£]?\s?(\d{1,3}(,\d{3})+|\d+)\.\d+(\s?[$€£])?$/;
/** In groups of thousands, or with a fraction: nobody knows. */
const either = /^\d{1,3}[,.]\d{3}$/;

/** Looks at the column that holds the times and at those that hold numbers. */
export function guessNotation(
  rows: readonly FileRecord[],
  { time, numbers }: { time: string | undefined; numbers: readonly string[] },
): GuessedNotation {
  const cells = (column: string) => rows.map((row) => String(row[column] ?? "").trim()).filter((text) => text !== "");
  const written = numbers.flatMap(cells);
  const clear = written.filter((text) => !either.test(text));
  return {
    order: time === undefined ? null : guessOrder(cells(time)),
    decimalComma: clear.some((text) => withComma.test(text)) && !clear.some((text) => withPoint.test(text)),
  };
}

function guessOrder(times: readonly string[]): GuessedNotation["order"] {
  const parts = times.filter((text) => "problem" in parseTime(text)).map((text) => lastYear.exec(text));
  const dates = parts.flatMap((found) => (found ? [[Number(found[1]), Number(found[3])] as const] : []));
  if (dates.length === 0) return null;
  const dayFirst = dates.some(([first]) => first > 12);
  const monthFirst = dates.some(([, second]) => second > 12);
  return dayFirst === monthFirst ? "ambiguous" : dayFirst ? "dmy" : "mdy";
}
