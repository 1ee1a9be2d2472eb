import { expect, test } from "vitest";
import { type PalettePlaces, paletteGroups } from "./palette-items.ts";

const places: PalettePlaces = {
  projects: [
    { id: "checkout-api", name: "Checkout API" },
    { id: "p-2", name: "API Gateway" },
    ...Array.from({ length: 9 }, (_, n) => ({ id: `more-${n}`, name: `More ${n}` })),
  ],
  permissions: [],
  currentProjectId: "p-2",
};
const labels = (text: string, found?: Parameters<typeof paletteGroups>[3], of = places) =>
  Object.fromEntries(
    paletteGroups(of, { kind: "all" }, text, found).map(({ value, items }) => [value, items.map(({ label }) => label)]),
  );

test("before anything is typed: the pages of the project one is in, those of the organisation, a few projects", () => {
  const { Pages, Projects } = labels("");
  expect(Pages?.slice(0, 3)).toEqual(["Revenue & Growth", "AI Cost & Budget", "Dashboard"]);
  expect(Pages).not.toContain("Audit Log");
  expect(Pages).not.toContain("Members");
  expect(Projects).toHaveLength(5);
});

test("each word counts, what begins with the text comes first, ids are found too", () => {
  expect(labels("api").Projects).toEqual(["API Gateway", "Checkout API"]);
  expect(labels("api check").Projects).toEqual(["Checkout API"]);
  expect(labels("p-2").Projects).toEqual(["API Gateway"]);
  expect(labels("more").Projects).toHaveLength(8);
});

test("only pages that one may open", () => {
  expect(labels("members")).toEqual({});
  expect(labels("members", undefined, { ...places, permissions: ["manageMembers"] }).Pages).toEqual(["Members"]);
  expect(labels("audit", undefined, { ...places, permissions: ["viewAudit"] }).Pages).toEqual(["Audit Log"]);
});

test("a page is also found by what stands on it", () => {
  expect(labels("analytics")).toEqual({ Pages: ["Agents"] });
});

test("what was found for less of the text is narrowed to it", () => {
  const found = {
    agents: [
      { id: "triage-bot", name: "Triage Bot" },
      { id: "trip", name: "trip" },
    ],
    runs: [
      { id: "tri-1", projectId: "p-2" },
      { id: "tri-2", projectId: "p-2" },
    ],
    models: [{ provider: "openai", providerLabel: "OpenAI", model: "gpt-4.1", title: null }],
  };
  expect(labels("tri", found)).toMatchObject({ Agents: ["Triage Bot", "trip"], "Pipeline Runs": ["tri-1", "tri-2"] });
  expect(labels("triage-", found)).toMatchObject({ Agents: ["Triage Bot"] });
  expect(labels("TRI-2", found)).toEqual({ "Pipeline Runs": ["tri-2"] });
  expect(labels("openai 4.1", found)).toEqual({ "Model Prices": ["gpt-4.1"] });
  expect(labels("theme: dark", found)).toEqual({ Commands: ["Theme: Dark"] });
});
