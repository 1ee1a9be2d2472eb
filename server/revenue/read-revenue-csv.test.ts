import { expect, test } from "vitest";
import { AppError } from "#server/errors.ts";
import { readRevenueCsv } from "./read-revenue-csv.ts";

test.each([
  [
    'month,revenue,units\n2026-09,12400.00,310\n2026-10,"$13,950.50","1,342"\n',
    "commas, a dollar sign, parted thousands",
  ],
  [
    "\ufeffMonth;Revenue (USD);Units\r\n2026-09;12400;310\r\n2026-10;13950.5;1342\r\n",
    "semicolons, a byte order mark, the export’s names",
  ],
  [
    "Date\tamount\tnote\tquantity\n2026-09-30\t12400\tx\t310\n\n2026-10-01\t13950.50\t\t1342",
    "tabs, days, columns of other names",
  ],
])("%j: %s", (text) => {
  expect(readRevenueCsv(text)).toEqual([
    { month: "2026-09", revenue: "12400", units: 310 },
    { month: "2026-10", revenue: "13950.5", units: 1342 },
  ]);
});

test("a blank leaves what stands", () => {
  expect(readRevenueCsv("month,revenue,units\n2026-09,,5\n2026-10,7,\n2026-11,,")).toEqual([
    { month: "2026-09", units: 5 },
    { month: "2026-10", revenue: "7" },
    { month: "2026-11" },
  ]);
});

const problemOf = (text: string) => {
  try {
    readRevenueCsv(text);
  } catch (error) {
    if (error instanceof AppError) return { message: error.message, errors: error.errors };
  }
  return null;
};

test("every line that cannot be read is named, and nothing of the file counts", () => {
  const problem = problemOf(
    'month,revenue,units\n2026-09,5,1\nSeptember,5,1\n2026-10,-4,1\n2026-11,"1.234,50",\n2026-08,5,1.5',
  );
  expect(problem?.errors.map(({ path }) => path)).toEqual(["line 3", "line 4", "line 5", "line 6"]);
  expect(problem?.message).toBe("line 3: “September” is not a month. Write it as 2026-11. (and 3 more)");
});

test.each([
  ["", "must name the columns"],
  ["2026-10,5", "must name the columns"],
  ["month,notes\n2026-10,x", "must name the columns"],
  ["month,revenue\n", "has a header and no months"],
  ['month,revenue\n2026-10,"5', "not a CSV file"],
])("%j is refused: %s", (text, words) => expect(problemOf(text)?.message).toContain(words));
