import { budgetText, levelText, scopeText } from "#components/alerts/alert-words.ts";
import type { LiveEvent } from "#server/alerts/live-events.ts";

/** Something new in a sentence, and the page where it waits. */
export type News = { id: string; kind: "warning" | "error" | "info"; title: string; text: string; path: string };

/** Those of the events that a person is told of: crossed thresholds and requests for approval. */
export function newsOf(events: readonly LiveEvent[]): News[] {
  return events.flatMap(({ id, type, payload }): News[] => {
    const field = (name: string) => String(payload[name] ?? "");
    if (type === "BudgetThresholdCrossed") {
      const unit = field("unit");
      const amount = (name: string) => (unit === "cost" ? `$${field(name)}` : `${field(name)} tokens`);
      const whose = scopeText({ scope: field("scope"), scopeName: field("scopeId") });
      const budget = `${budgetText({ window: field("window"), unit })} of ${whose}`;
      const title = `${levelText(field("level"))}: ${field("pct")}% used`;
      const text = `${title}. ${budget}: ${amount("value")} of ${amount("limit")}.`;
      const kind = field("level") === "warning" ? "warning" : "error";
      return [{ id, kind, title, text, path: "/dashboard/alerts" }];
    }
    if (type === "ApprovalRequested") {
      const title = "Approval requested";
      const text = `${field("agentId")} asks to spend up to $${field("amount")} over a limit.`;
      return [{ id, kind: "info", title, text, path: "/dashboard/approvals" }];
    }
    return [];
  });
}
