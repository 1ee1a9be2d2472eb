import { describe, expect, it } from "vitest";
import { importViolations } from "./import-rules.ts";
import { parseModule } from "./parse-module.ts";

/** The violations of a project that consists of these files. */
function check(files: Record<string, string>): string[] {
  return importViolations(new Map(Object.entries(files).map(([path, source]) => [path, parseModule(path, source)])));
}

describe("the direction of imports", () => {
  it.each([
    ["to the left", "server/ledger/a.ts", 'import { b } from "#server/pricing/b.ts";'],
    ["the floor", "server/money/a.ts", 'import { b } from "#server/errors.ts";'],
    ["within a folder", "server/ingest/import/a.ts", 'import { b } from "../b.ts";'],
    ["pages use the server", "app/a/page.tsx", 'import { b } from "#server/trpc/b.ts";'],
    ["components use money", "components/a.tsx", 'import { b } from "#server/money/b.ts";'],
    ["components use types of anything", "components/a.tsx", 'import type { B } from "#server/reports/b.ts";'],
    ["tests may set the scene", "server/ledger/a.test.ts", 'import { b } from "#server/alerts/b.ts";'],
    ["packages", "server/ledger/a.ts", 'import { z } from "zod";'],
    ["types of packages in the client", "sdk/a.ts", 'import type { A } from "ai";'],
    ["tests of the client use the server by path", "sdk/a.test.ts", 'import { b } from "../scripts/b.ts";'],
  ])("allows %s", (_, path, source) => {
    expect(check({ [path]: source })).toEqual([]);
  });

  it.each([
    ["to the right", "server/pricing/a.ts", 'import { b } from "#server/ledger/b.ts";', "pricing comes before ledger"],
    [
      "to the right, a type",
      "server/money/a.ts",
      'import type { B } from "#server/ledger/b.ts";',
      "money comes before",
    ],
    ["a re-export", "server/money/a.ts", 'export { b } from "#server/time/b.ts";', "money comes before time"],
    ["a dynamic import", "server/money/a.ts", 'await import("#server/time/b.ts");', "money comes before time"],
    ["a type by import()", "server/money/a.ts", 'type B = import("#server/time/b.ts").B;', "money comes before time"],
    ["the floor going up", "server/db.ts", 'import { b } from "#server/money/b.ts";', "floor comes before money"],
    ["a folder without a place", "server/stuff/a.ts", 'import { b } from "#server/db.ts";', "without a place"],
    ["app from the server", "server/main.ts", 'import { b } from "#app/b.ts";', "nothing imports app"],
    ["app from a component", "components/a.tsx", 'import { b } from "#app/b.ts";', "nothing imports app"],
    ["components from the server", "server/trpc/a.ts", 'import { b } from "#components/b.ts";', "does not know"],
    ["scripts from the server", "server/main.ts", 'import { b } from "#scripts/b.ts";', "does not know the scripts"],
    ["the server from a component", "components/a.tsx", 'import { b } from "#server/reports/b.ts";', "import only"],
    ["the database from a component", "components/a.tsx", 'import { b } from "#prisma/b.ts";', "do not read"],
    ["the server from the client", "sdk/a.ts", 'import type { B } from "../server/b.ts";', "write it as"],
    ["the server from the client by #", "sdk/a.ts", 'import type { B } from "#server/b.ts";', "without the rest"],
    ["a package in the client", "sdk/a.ts", 'import OpenAI from "openai";', "no dependency at run time"],
    ["the client from the server", "server/main.ts", 'import { b } from "#sdk/b.ts";', "nothing imports the client"],
    ["a way around the #", "server/ledger/a.ts", 'import { b } from "../money/b.ts";', "#server/money/b.ts"],
  ])("refuses %s", (_, path, source, sentence) => {
    expect(check({ [path]: source })).toEqual([expect.stringContaining(sentence)]);
  });

  it("lets a component use a zod schema, but not one that brings the server with it", () => {
    const component = { "components/a.tsx": 'import { limit } from "#server/budgets/limit.ts";' };
    const schema = 'import { z } from "zod"; import { b } from "#server/money/b.ts"; export const limit = z.string();';
    expect(check({ ...component, "server/budgets/limit.ts": schema })).toEqual([]);
    const heavy = `${schema} import { prisma } from "#server/db.ts";`;
    expect(check({ ...component, "server/budgets/limit.ts": heavy })).toHaveLength(1);
  });

  it("finds a circle of files", () => {
    const files = {
      "server/ledger/a.ts": 'import { b } from "./b.ts";',
      "server/ledger/b.ts": 'import { a } from "./a.ts";',
    };
    expect(check(files)).toEqual([expect.stringContaining("in a circle")]);
    expect(check({ ...files, "server/ledger/b.ts": 'import type { A } from "./a.ts";' })).toEqual([]);
  });
});
