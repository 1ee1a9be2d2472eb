/** A domain event as it leaves the house. `data` is the event's payload. */
export type OutgoingEvent = { id: string; type: string; createdAt: Date; payload: Record<string, unknown> };

export const webhookFormats = ["standard", "slack"] as const;
export type WebhookFormat = (typeof webhookFormats)[number];

/** What a webhook may be told of. */
export const webhookEvents = [
  "BudgetThresholdCrossed",
  "AgentPaused",
  "AgentResumed",
  "ApprovalRequested",
  "ApprovalDecided",
] as const;

/**
 * The body of a webhook: `{ type, timestamp, data }` as Standard Webhooks recommends, or a text that Slack and those
 * compatible with it show.
 */
export function webhookBody(event: OutgoingEvent, format: WebhookFormat): string {
  if (format === "slack") return JSON.stringify({ text: sentence(event) });
  return JSON.stringify({ type: event.type, timestamp: event.createdAt.toISOString(), data: event.payload });
}

/** What happened in one sentence, for Slack and for the subject of an e-mail. */
export function sentence({ type, payload }: OutgoingEvent): string {
  const agent = `Agent ${payload.agentId}`;
  switch (type) {
    case "BudgetThresholdCrossed": {
      const unit = (value: unknown) => (payload.unit === "cost" ? `$${value}` : `${value} tokens`);
      const whose = `${String(payload.scope).replaceAll("_", " ")} ${payload.scopeId}`;
      const level = { warning: "Warning", critical: "Critical", exceeded: "Limit reached" }[String(payload.level)];
      const per = { day: "daily", month: "monthly", run: "run" }[String(payload.window)];
      return `${level ?? payload.level}: ${whose} used ${payload.pct}% of its ${per} limit (${unit(payload.value)} of ${unit(payload.limit)})`;
    }
    case "AgentPaused":
      return `${agent} is paused${payload.reason ? `: ${payload.reason}` : ""}`;
    case "AgentResumed":
      return `${agent} goes on`;
    case "ApprovalRequested":
      return `${agent} asks to spend up to $${payload.amount} over the limit ${payload.budgetId}`;
    case "ApprovalDecided":
      return `${agent}: ${payload.decision === "approve" ? "approved" : "rejected"} by ${payload.by}`;
    default:
      return type;
  }
}
