import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";

/** The tabs of the page in their order. */
export const projectionTabs = [
  { value: "project", label: "By Project" },
  { value: "agent", label: "By Agent" },
] as const;

export type ProjectionTab = (typeof projectionTabs)[number]["value"];

/** What the table can be sorted by: ids of its columns. */
export const projectionsSortable = ["name", "day", "week", "spent", "cost"] as const;

/** What the address of the page says. Typing replaces the step in the browser’s history, a choice adds one. */
export const projectionsUrl = {
  tab: parseAsStringLiteral(projectionTabs.map(({ value }) => value))
    .withDefault("project")
    .withOptions({ history: "push" }),
  q: parseAsString.withDefault("").withOptions({ history: "replace", throttleMs: 200 }),
  sort: parseAsString.withOptions({ history: "push" }),
};

export const loadProjectionsUrl = createLoader(projectionsUrl);
