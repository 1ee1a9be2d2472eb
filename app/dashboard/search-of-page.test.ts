import { expect, test } from "vitest";
import { searchOfPage } from "./search-of-page.ts";

test("leads to another page and keeps the rest", () => {
  expect(searchOfPage({ q: "a bot", page: "99", utm: ["x", "y"] }, 3)).toBe("?q=a+bot&utm=x&utm=y&page=3");
  expect(searchOfPage({ page: "99", q: undefined }, 1)).toBe("");
});
