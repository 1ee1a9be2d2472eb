import type { PoolClient } from "pg";
import { z } from "zod";
import { statement } from "#server/db.ts";
import type { Standing } from "./decide.ts";

const alertStatement = statement(
  "enforcement_alert",
  `SELECT raise_alert($1, $2, b, $4, $5, $6, 100, 'exceeded', $7, $8, $9) AS events FROM budgets b
   WHERE b.org_id = $1 AND b.id = $3 AND b.enabled`,
  z.object({ events: z.boolean() }),
);

/** A limit that the refusal of an agent's call found reached. */
export type Reached = { agentId: string; standing: Standing };

/**
 * Limits that refusals found reached: the alert and the pause, of who asked too, as if an entry had crossed them, in the
 * caller's transaction. Answers whether domain events were written.
 */
export async function raiseReached(
  client: PoolClient,
  orgId: string,
  now: Date,
  reached: readonly Reached[],
): Promise<boolean> {
  const limits = Map.groupBy(reached, ({ standing: s }) => `${s.budget.id}\0${s.scopeId}\0${s.window.windowStart}`);
  let events = false;
  for (const found of limits.values()) {
    const [last] = found.slice(-1);
    if (!last) continue;
    const { budget, scopeId, window, limit, spent } = last.standing;
    const [row] = await alertStatement(client, [
      orgId,
      now,
      budget.id,
      scopeId,
      budget.scope === "project" ? scopeId : budget.projectId,
      window.windowStart,
      limit,
      spent,
      found.map(({ agentId }) => agentId),
    ]);
    if (row?.events) events = true;
  }
  return events;
}
