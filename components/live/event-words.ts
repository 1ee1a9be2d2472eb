import type { LiveEvent } from "#server/alerts/live-events.ts";

/** Something new in a sentence, and the page where it waits. */
export type News = { id: string; kind: "warning" | "error" | "info"; title: string; text: string; path: string };

/** Those of the events that a person is told of: crossed thresholds, limits that will be passed, unusual days, and requests for approval. */
export function newsOf(events: readonly LiveEvent[]): News[] {
  return events.flatMap(({ id, type, payload, headline, sentence }): News[] => {
    const news = { id, title: headline, text: sentence };
    if (type === "BudgetThresholdCrossed") {
      return [{ ...news, kind: payload.level === "warning" ? "warning" : "error", path: "/dashboard/alerts" }];
    }
    if (type === "BudgetForecast" || type === "SpendAnomaly") {
      return [{ ...news, kind: "warning", path: "/dashboard/alerts" }];
    }
    if (type === "ApprovalRequested") return [{ ...news, kind: "info", path: "/dashboard/approvals" }];
    return [];
  });
}
