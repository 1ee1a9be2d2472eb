import { pool } from "./db.ts";
import { log } from "./log.ts";

/** The channel on which processes tell each other that an organisation has new domain events. */
export const eventsChannel = "purser_events";

/**
 * Tells every process, after a commit that wrote domain events, that the organisation has some: for live pages and for
 * the worker. A statement of its own, so that the transaction stays on one shard. When it is lost nothing else is: the
 * worker looks for undelivered events from time to time anyway.
 */
export function announceEvents(orgId: string): void {
  pool()
    .query("SELECT pg_notify($1, $2)", [eventsChannel, orgId])
    .catch((error) => log.warn({ err: error, orgId }, "Could not announce domain events"));
}
