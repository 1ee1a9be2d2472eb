import type { Connection } from "./connection.ts";
import type { PurserError } from "./errors.ts";
import type { FailurePolicy } from "./reserve.ts";
import type { UsageEvent } from "./usage-event.ts";

/** What the parts of one client share. */
export type PurserState = {
  connection: Connection;
  report: (event: UsageEvent) => void;
  /** `report`, and the answer is waited for. Never rejects. */
  deliver: (event: UsageEvent) => Promise<void>;
  onError: (error: PurserError) => void;
  failurePolicy: FailurePolicy;
  onApprovalRequired: "throw" | "wait";
  /** For one reservation with all its tries, in milliseconds. */
  reserveTimeoutMs: number;
  /** Until then an `open` client does not ask: Purser was away a moment ago. Milliseconds since 1970. */
  awayUntil: number;
};
