import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { correctionsUrl } from "#components/books/books-url.ts";
import { parseAsMonth } from "#components/dates/parse-as-month.ts";
import { rangePresets } from "#server/time/range.ts";

/** The breakdown tabs in their order. */
export const breakdownTabs = [
  { value: "agent-type", label: "By Agent Type" },
  { value: "pipeline", label: "By Pipeline" },
  { value: "provider", label: "By Provider" },
  { value: "trend", label: "Monthly Trend" },
  { value: "top-pipelines", label: "Top Pipelines" },
  { value: "recent-runs", label: "Recent Runs" },
] as const;

export type BreakdownTab = (typeof breakdownTabs)[number]["value"];

/** The card of the tabs, for links to it. */
export const breakdownId = "breakdown";

/** What the table of each tab can be sorted by: ids of its columns. Trend has its own order. */
export const sortableBy: Record<BreakdownTab, readonly string[]> = {
  "agent-type": ["name", "jobs", "success", "tokens", "cost"],
  pipeline: ["name", "runs", "jobs", "tokens", "retries", "cost"],
  provider: ["name", "calls", "tokens", "cost"],
  trend: [],
  "top-pipelines": ["started", "jobs", "tokens", "cost"],
  "recent-runs": ["agent", "model", "in", "out", "cost", "time"],
};

const groupings = ["none", "agentType", "provider"] as const;
export type Grouping = (typeof groupings)[number];

/**
 * What the address of the page says. Each choice is a step back in the browser’s history; what is not understood counts as
 * not said.
 */
export const aiCostUrl = {
  ...correctionsUrl,
  range: parseAsStringLiteral(rangePresets).withDefault("30d").withOptions({ history: "push" }),
  month: parseAsMonth.withOptions({ history: "push" }),
  by: parseAsStringLiteral(groupings).withDefault("none").withOptions({ history: "push" }),
  tab: parseAsStringLiteral(breakdownTabs.map((tab) => tab.value))
    .withDefault("agent-type")
    .withOptions({ history: "push" }),
  sort: parseAsString.withOptions({ history: "push" }),
  cmp: parseAsStringLiteral(["prev", "none"] as const)
    .withDefault("prev")
    .withOptions({ history: "push" }),
};

export const loadAiCostUrl = createLoader(aiCostUrl);
