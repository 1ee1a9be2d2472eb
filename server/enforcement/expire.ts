import { z } from "zod";
import { pool, statement } from "#server/db.ts";

const dueStatement = statement(
  "enforcement_due",
  `SELECT DISTINCT org_id AS "orgId" FROM reservations WHERE status = 'held' AND expires_at <= $1`,
  z.object({ orgId: z.string() }),
);

const expireStatement = statement(
  "enforcement_expire",
  "SELECT expire_reservations($1, $2) AS expired",
  z.object({ expired: z.int() }),
);

const organizationsStatement = statement(
  "enforcement_organizations",
  `SELECT org_id AS "orgId" FROM org_settings`,
  z.object({ orgId: z.string() }),
);

const forgetStatement = statement(
  "enforcement_forget_refused",
  "DELETE FROM reservations WHERE org_id = $1 AND status = 'refused' AND created_at < $2",
  z.object({}),
);

/** How long a refusal is remembered under its id. */
const rememberRefusalMs = 24 * 3_600_000;

/**
 * Gives back, in every organisation, what was held and never settled in time; answers how many holds. Reserving does the
 * same for its own organisation, so that a worker that is away blocks nobody.
 */
export async function expireReservations(now: Date): Promise<number> {
  let expired = 0;
  for (const { orgId } of await dueStatement(pool(), [now])) {
    const [row] = await expireStatement(pool(), [orgId, now]);
    expired += row?.expired ?? 0;
  }
  return expired;
}

/** Forgets, in every organisation, refusals that nobody will ask about again. */
export async function forgetRefusals(now: Date): Promise<void> {
  for (const { orgId } of await organizationsStatement(pool(), [])) {
    await forgetStatement(pool(), [orgId, new Date(now.getTime() - rememberRefusalMs)]);
  }
}
