import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { InsightKind } from "#server/insights/insight.ts";

/** What insights are about, in the order in which the page lists them. */
export const insightKinds = [
  "cheaper_model",
  "caching",
  "retries",
  "effort",
  "unusual_run",
] as const satisfies readonly InsightKind[];

const shows = ["open", "dismissed"] as const;
export type Show = (typeof shows)[number];

/** What the address of the page says; every choice adds a step to the browser’s history. */
export const insightsUrl = {
  kind: parseAsStringLiteral(insightKinds).withOptions({ history: "push" }),
  project: parseAsString.withDefault("").withOptions({ history: "push" }),
  show: parseAsStringLiteral(shows).withDefault("open").withOptions({ history: "push" }),
};

export const loadInsightsUrl = createLoader(insightsUrl);
