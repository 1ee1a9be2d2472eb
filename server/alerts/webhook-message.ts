import { sentence } from "./event-sentence.ts";

/** A domain event as it leaves the house, its payload with names (`event-names.ts`). */
export type OutgoingEvent = { id: string; type: string; createdAt: Date; payload: Record<string, unknown> };

export const webhookFormats = ["standard", "slack"] as const;
export type WebhookFormat = (typeof webhookFormats)[number];

/** What a webhook may be told of. */
export const webhookEvents = [
  "BudgetThresholdCrossed",
  "BudgetForecast",
  "SpendAnomaly",
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
  if (format === "slack") return JSON.stringify({ text: escaped(sentence(event)) });
  return JSON.stringify({ type: event.type, timestamp: event.createdAt.toISOString(), data: event.payload });
}

/** Names are people's own words: in Slack's text `<!channel>` would call everybody. https://docs.slack.dev/messaging/formatting-message-text */
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
