import { describe, expect, it } from "vitest";
import { fileViolations } from "./file-rules.ts";
import { parseModule } from "./parse-module.ts";

const check = (path: string, source = "") => fileViolations(path, source, parseModule(path, source));

describe("a source file", () => {
  it.each([
    "server/ledger/record-transactions.ts",
    "server/ledger/record-transactions.db.test.ts",
    "app/dashboard/products/[projectId]/ai-cost/page.tsx",
    "app/api/[[...path]]/route.ts",
    "e2e/playwright.config.ts",
  ])("may be %s", (path) => {
    expect(check(path)).toEqual([]);
  });

  it.each([
    ["server/money/utils.ts", "says nothing"],
    ["server/helpers/round.ts", "says nothing"],
    ["server/money/types.ts", "says nothing"],
    ["components/index.ts", "says nothing"],
    ["components/KpiCard.tsx", "kebab-case"],
    ["server/trpc/page.tsx", "no .tsx"],
  ])("may not be %s", (path, sentence) => {
    expect(check(path)).toEqual([expect.stringContaining(sentence)]);
  });

  it("has at most 300 lines", () => {
    expect(check("server/a.ts", "// line\n".repeat(300))).toEqual([]);
    expect(check("server/a.ts", "// line\n".repeat(301))).toHaveLength(1);
  });

  it("reads the environment only in env.ts and the scripts", () => {
    const source = "// process.env in a comment\nexport const url = process.env.URL;";
    expect(check("server/ledger/a.ts", source)).toEqual([expect.stringContaining("server/ledger/a.ts:2")]);
    expect(check("server/env.ts", source)).toEqual([]);
    expect(check("scripts/a.ts", source)).toEqual([]);
  });
});
