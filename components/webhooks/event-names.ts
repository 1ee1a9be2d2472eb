/** What a webhook may be told of, by the names of the API, in words. */
export const eventNames = {
  BudgetThresholdCrossed: "A budget reaches a threshold",
  BudgetForecast: "A limit is projected to be passed",
  SpendAnomaly: "A day costs far more than expected",
  AgentPaused: "An agent is paused",
  AgentResumed: "An agent goes on",
  ApprovalRequested: "An approval is asked for",
  ApprovalDecided: "An approval is decided",
} as const;

export type EventName = keyof typeof eventNames;

/** Every event, in the order they are offered. */
export const allEvents = Object.keys(eventNames) as EventName[];
