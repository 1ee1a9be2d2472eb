import { expect, test } from "vitest";
import { formatSort, parseSort, sortRows } from "./table-sort.ts";

test("reads what it writes", () => {
  for (const sort of ["cost", "-cost"]) {
    const read = parseSort(sort, ["cost"]);
    expect(read && formatSort(read)).toBe(sort);
  }
});

test("a column that cannot be sorted by is no sort", () => {
  expect(parseSort("-password", ["cost"])).toBeNull();
  expect(parseSort(undefined, ["cost"])).toBeNull();
});

test("rows without a value come last either way, equal ones stay in their order", () => {
  const rows = [
    { at: 1, cost: 2n },
    { at: 2, cost: null },
    { at: 3, cost: 10n },
    { at: 4, cost: 2n },
  ];
  const order = (desc: boolean) => sortRows(rows, (row) => row.cost, desc).map((row) => row.at);
  expect(order(true)).toEqual([3, 1, 4, 2]);
  expect(order(false)).toEqual([1, 4, 3, 2]);
});
