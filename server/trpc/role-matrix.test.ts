import { expect, test } from "vitest";
import { expectedAccess } from "#scripts/expected-access.ts";
import { appRouter } from "./router.ts";

test("every procedure has a line in scripts/expected-access.ts that says who may call it", () => {
  const procedures = Object.keys(appRouter._def.procedures);
  const known = Object.keys(expectedAccess);
  expect(
    procedures.filter((path) => !known.includes(path)),
    "add these to scripts/expected-access.ts",
  ).toEqual([]);
  expect(
    known.filter((path) => !procedures.includes(path)),
    "take these out of scripts/expected-access.ts",
  ).toEqual([]);
});
