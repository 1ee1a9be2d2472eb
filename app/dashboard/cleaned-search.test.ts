import { expect, test } from "vitest";
import { agentsUrl } from "#components/agents/agents-url.ts";
import { aiCostUrl } from "#components/ai-cost/ai-cost-url.ts";
import { companyUrl } from "#components/company/company-url.ts";
import { cleanedSearch } from "./cleaned-search.ts";

test("an address that is understood is left alone", () => {
  expect(cleanedSearch({ range: "14d", tab: "provider", month: "2026-10", sort: "-cost" }, aiCostUrl)).toBeNull();
  expect(cleanedSearch({}, aiCostUrl)).toBeNull();
});

test("what is not understood goes, the rest stays", () => {
  expect(cleanedSearch({ range: "15d", tab: "provider", utm: "x" }, aiCostUrl)).toBe("?tab=provider&utm=x");
  expect(cleanedSearch({ month: "2026-13" }, aiCostUrl)).toBe("");
  expect(cleanedSearch({ range: ["7d", "90d"] }, aiCostUrl)).toBe("?range=7d");
  expect(cleanedSearch({ q: "\0", page: "2" }, agentsUrl)).toBe("?page=2");
});

test("what only other pages use goes too", () => {
  expect(cleanedSearch({ by: "evil", tab: "project" }, companyUrl)).toBe("?tab=project");
  expect(cleanedSearch({ by: "provider" }, aiCostUrl)).toBeNull();
});
