import { expect, test } from "vitest";
import { agentTypeColour, providerColours } from "./series-colour.ts";

test("an agent type keeps its colour, however it is spelled", () => {
  expect(agentTypeColour("implementation")).toBe("var(--series-1)");
  expect(new Set(["ui-ux", "UI/UX", "ui_ux", "ui ux"].map(agentTypeColour)).size).toBe(1);
  expect(agentTypeColour("quality assurance")).toBe(agentTypeColour("Quality-Assurance"));
});

test("no two of thirteen providers are alike, and the known ones keep theirs", () => {
  const shown = [
    "openai",
    "anthropic",
    "azure.ai.openai",
    ...Array.from({ length: 10 }, (_, i) => `gateway-${i}.example`),
  ];
  const colourOf = providerColours(shown);
  expect(new Set(shown.map(colourOf)).size).toBe(13);
  expect(colourOf("anthropic")).toBe(providerColours(["anthropic"])("anthropic"));
  expect(providerColours([...shown].reverse())("gateway-3.example")).toBe(colourOf("gateway-3.example"));
});

test("more providers than colours are still coloured", () => {
  const shown = Array.from({ length: 40 }, (_, i) => `p${i}`);
  expect(shown.map(providerColours(shown)).every((one) => /^var\(--series-([1-9]|1[0-3])\)$/.test(one))).toBe(true);
});
