import { expect, test } from "vitest";
import { agentTypeLabel } from "./agent-types.ts";

test.each([
  ["implementation", "Implementation"],
  ["ui-ux", "UI/UX"],
  ["ui_ux", "UI/UX"],
  ["UI/UX", "UI/UX"],
  ["uiux", "UI/UX"],
  ["dev-ops", "DevOps"],
  ["code_review", "Code Review"],
  ["RAG planner", "RAG planner"],
])("the agent type %s is shown as %s", (agentType, label) => {
  expect(agentTypeLabel(agentType)).toBe(label);
});
