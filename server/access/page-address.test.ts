import { expect, test } from "vitest";
import { safeAddress } from "./page-address.ts";

test.each([
  ["/dashboard/products/web/ai-cost?range=14d", "/dashboard/products/web/ai-cost?range=14d"],
  ["/dashboard?tab=runs&_rsc=1x2y", "/dashboard?tab=runs"],
  ["https://elsewhere.example/", "/dashboard"],
  ["//elsewhere.example/", "/dashboard"],
  ["/\\elsewhere.example/", "/dashboard"],
  ["/\t/elsewhere.example/", "/dashboard"],
  ["javascript:alert(1)", "/dashboard"],
  ["/api/auth/sign-out", "/dashboard"],
  ["", "/dashboard"],
  [null, "/dashboard"],
])("after signing in, %s leads to %s", (address, expected) => {
  expect(safeAddress(address)).toBe(expected);
});
