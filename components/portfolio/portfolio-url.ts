import { parseAsString, parseAsStringLiteral } from "nuqs/server";

const statusFilters = ["all", "over_limit", "near_limit", "on_track", "no_limit"] as const;
export type StatusFilter = (typeof statusFilters)[number];

/** What the address of the dashboard says. Typing replaces the step in the browser’s history, a choice adds one. */
export const portfolioUrl = {
  q: parseAsString.withDefault("").withOptions({ history: "replace", throttleMs: 200 }),
  status: parseAsStringLiteral(statusFilters).withDefault("all").withOptions({ history: "push" }),
  sort: parseAsString.withOptions({ history: "replace" }),
};
