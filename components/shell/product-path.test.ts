import { expect, test } from "vitest";
import { productHref, productOf } from "./product-path.ts";

test("reads the addresses it writes, whatever the project is called", () => {
  for (const id of ["shop", "team/one", "50% off", "ä b"]) {
    expect(productOf(productHref(id, "ai-cost"))).toEqual({ projectId: id, page: "ai-cost", rest: [] });
  }
});

test("the rest of the address follows", () => {
  expect(productOf("/dashboard/products/shop/runs/run%201")).toEqual({
    projectId: "shop",
    page: "runs",
    rest: ["run 1"],
  });
  expect(productOf("/dashboard")).toBeNull();
});
