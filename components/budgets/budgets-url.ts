import { parseAsString, parseAsStringLiteral } from "nuqs/server";

const scopeFilters = ["all", "organization", "project", "agent", "agent_type", "pipeline_run"] as const;
export type ScopeFilter = (typeof scopeFilters)[number];

/** What the table can be sorted by: ids of its columns. */
export const budgetsSortable = ["whose", "used", "projected", "resets"] as const;

/** What the address of the page says. Typing replaces the step in the browser’s history, a choice adds one. */
export const budgetsUrl = {
  q: parseAsString.withDefault("").withOptions({ history: "replace", throttleMs: 200 }),
  scope: parseAsStringLiteral(scopeFilters).withDefault("all").withOptions({ history: "push" }),
  sort: parseAsString.withOptions({ history: "push" }),
};
