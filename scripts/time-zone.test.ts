import { expect, it } from "vitest";

it("runs the tests in a time zone that is not UTC", () => {
  expect(new Date("2026-11-01T00:00:00Z").toString()).toContain("GMT+0545");
});
