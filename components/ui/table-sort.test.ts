import { expect, test } from "vitest";
import { formatSort, parseSort } from "./table-sort.ts";

test("reads what it writes", () => {
  for (const sort of ["cost", "-cost"]) expect(parseSort(sort, ["cost"])?.map(formatSort)).toEqual([sort]);
});

test("a column that cannot be sorted by is no sort", () => {
  expect(parseSort("-password", ["cost"])).toBeNull();
  expect(parseSort(undefined, ["cost"])).toBeNull();
});
