import { z } from "zod";
import { pool, statement, transaction } from "#server/db.ts";
import { announceEvents } from "#server/outbox.ts";

const dueStatement = statement(
  "enforcement_over",
  `SELECT org_id AS "orgId" FROM agents WHERE status = 'paused' AND paused_until <= $1
   UNION SELECT org_id FROM approvals WHERE decision IS NULL AND expires_at <= $1`,
  z.object({ orgId: z.string() }),
);

const lockStatement = statement(
  "enforcement_over_lock",
  "SELECT 1 AS locked FROM org_settings WHERE org_id = $1 FOR NO KEY UPDATE",
  z.object({ locked: z.int() }),
);

const endStatement = statement(
  "enforcement_end_over",
  "SELECT expire_approvals($1, $2) AS expired, resume_due($1, $2, NULL) AS resumed",
  z.object({ expired: z.boolean(), resumed: z.boolean() }),
);

/**
 * What ended with the windows of limits, in every organisation: agents that were paused until then go on, and requests that
 * nobody decided expire, each with a domain event. Reserving does the same for whom it concerns.
 */
export async function endWhatIsOver(now: Date): Promise<void> {
  for (const { orgId } of await dueStatement(pool(), [now])) {
    await transaction(async (client) => {
      await lockStatement(client, [orgId]);
      await endStatement(client, [orgId, now]);
    });
    announceEvents(orgId);
  }
}
