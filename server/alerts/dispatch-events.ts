import type { PoolClient } from "pg";
import { z } from "zod";
import { pool, statement, transaction } from "#server/db.ts";
import { sendsMail } from "#server/mail.ts";
import { addJob } from "#server/outbox.ts";
import { queueDelivery } from "./webhook-deliveries.ts";

/** The task that sends one e-mail, and how often it is tried. */
export const sendEmailTask = "send_email";
const maxAttempts = 6;

// Of one moment the causes come first, which is the order of their names backwards: BudgetThresholdCrossed, ApprovalDecided,
// AgentResumed, AgentPaused.
const undeliveredStatement = statement(
  "outbox_undelivered",
  `SELECT id, type, payload FROM domain_events WHERE org_id = $1 AND delivered_at IS NULL
   ORDER BY created_at, type DESC, id LIMIT 200 FOR UPDATE SKIP LOCKED`,
  z.object({ id: z.string(), type: z.string(), payload: z.record(z.string(), z.unknown()) }),
);

const endpointsStatement = statement(
  "outbox_endpoints",
  "SELECT id, events FROM webhook_endpoints WHERE org_id = $1 AND enabled",
  z.object({ id: z.string(), events: z.string().array() }),
);

const deliveredStatement = statement(
  "outbox_delivered",
  "UPDATE domain_events SET delivered_at = $3 WHERE org_id = $1 AND id = ANY ($2)",
  z.object({}),
);

const waitingStatement = statement(
  "outbox_waiting",
  `SELECT DISTINCT org_id AS "orgId" FROM domain_events WHERE delivered_at IS NULL`,
  z.object({ orgId: z.string() }),
);

type Event = { id: string; type: string; payload: Record<string, unknown> };

/**
 * Takes the organisation's new domain events out of the outbox: each becomes a delivery for every webhook that wants it,
 * and an e-mail where that is configured, all in one transaction. Processes that do it at once take different events.
 * Answers how many there were.
 */
export async function dispatchEvents(orgId: string): Promise<number> {
  return transaction(async (client) => {
    const events = await undeliveredStatement(client, [orgId]);
    if (events.length === 0) return 0;
    const now = new Date();
    const endpoints = await endpointsStatement(client, [orgId]);
    for (const event of events) {
      for (const { id: endpointId, events: wanted } of endpoints) {
        if (wanted.length > 0 && !wanted.includes(event.type)) continue;
        if (asks(event, "webhook")) await queueDelivery(client, { orgId, endpointId, eventId: event.id, now });
      }
      await queueEmail(client, orgId, event);
    }
    await deliveredStatement(client, [orgId, events.map(({ id }) => id), now]);
    return events.length;
  });
}

/** A budget says itself how it tells that a threshold was crossed; of everything else whoever asked is told. */
function asks(event: Event, action: "notify" | "webhook"): boolean {
  const { onExceeded } = event.payload;
  return !Array.isArray(onExceeded) || onExceeded.includes(action);
}

const mailed = new Set(["BudgetThresholdCrossed", "BudgetForecast", "SpendAnomaly", "ApprovalRequested"]);

async function queueEmail(client: PoolClient, orgId: string, event: Event): Promise<void> {
  if (!mailed.has(event.type) || !sendsMail() || !asks(event, "notify")) return;
  await addJob(client, sendEmailTask, { orgId, eventId: event.id }, { maxAttempts });
}

/** Does it for every organisation that has some: for what nobody was told of. */
export async function dispatchAllEvents(): Promise<number> {
  let count = 0;
  for (const { orgId } of await waitingStatement(pool(), [])) count += await dispatchEvents(orgId);
  return count;
}
