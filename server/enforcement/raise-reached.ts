import type { PoolClient } from "pg";
import { z } from "zod";
import { statement } from "#server/db.ts";
import type { Standing } from "./decide.ts";

const alertStatement = statement(
  "enforcement_alert",
  `SELECT raise_alert($1, $2, b, $4, $5, $6, 100, 'exceeded', $7, $8) AS events FROM budgets b
   WHERE b.org_id = $1 AND b.id = $3 AND b.enabled`,
  z.object({ events: z.boolean() }),
);

/**
 * Limits that a refusal found reached: the alert and the pause, as if an entry had crossed them, in the caller's transaction.
 * Answers whether domain events were written.
 */
export async function raiseReached(
  client: PoolClient,
  orgId: string,
  now: Date,
  reached: readonly Standing[],
): Promise<boolean> {
  const once = new Map(reached.map((s) => [`${s.budget.id}\0${s.scopeId}\0${s.window.windowStart}`, s]));
  let events = false;
  for (const { budget, scopeId, window, limit, spent } of once.values()) {
    const [row] = await alertStatement(client, [
      orgId,
      now,
      budget.id,
      scopeId,
      budget.projectId,
      window.windowStart,
      limit,
      spent,
    ]);
    if (row?.events) events = true;
  }
  return events;
}
