import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { rangePresets } from "#server/time/range.ts";

const statusFilters = ["all", "active", "paused"] as const;
export type StatusFilter = (typeof statusFilters)[number];

/** What the table of agents can be sorted by: ids of its columns. */
export const sortableAgents = [
  "name",
  "project",
  "status",
  "tokens-today",
  "cost-today",
  "tokens",
  "cost",
  "cap",
] as const;

/** What the address of the list of agents says. Typing replaces the step in the browser’s history, a choice adds one. */
export const agentsUrl = {
  q: parseAsString.withDefault("").withOptions({ history: "replace", throttleMs: 200 }),
  status: parseAsStringLiteral(statusFilters).withDefault("all").withOptions({ history: "push" }),
  sort: parseAsString.withOptions({ history: "replace" }),
};

/** The tabs of an agent in their order. */
export const agentTabs = [
  { value: "analytics", label: "Analytics" },
  { value: "budget", label: "Budget" },
  { value: "runs", label: "Runs" },
  { value: "activity", label: "Activity" },
] as const;

/** What the address of an agent’s page says. */
export const agentUrl = {
  tab: parseAsStringLiteral(agentTabs.map((tab) => tab.value))
    .withDefault("analytics")
    .withOptions({ history: "push" }),
  range: parseAsStringLiteral(rangePresets).withDefault("30d").withOptions({ history: "push" }),
};

export const loadAgentUrl = createLoader(agentUrl);
