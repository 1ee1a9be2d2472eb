import { z } from "zod";
import type { Ctx } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import type { Reservation } from "#server/enforcement/queries.ts";
import { event as eventSchema } from "./event.ts";
import { fingerprintOfEvent } from "./normalise.ts";

const recordedStatement = statement(
  "ingest_recorded_fingerprint",
  "SELECT fingerprint FROM credit_transactions WHERE org_id = $1 AND id = $2",
  z.object({ fingerprint: z.string() }),
);

const linkStatement = statement(
  "ingest_link_reservation",
  "SELECT link_reservation($1, $2, $3, $4) AS linked",
  z.object({ linked: z.boolean() }),
);

/**
 * A call that was recorded before anyone settled its reservation with it: where it is the same call apart from the
 * reservation, its entry becomes the reservation's and frees the hold, once. What it spent counted already. Answers whether
 * the reservation is settled by it; false when another call stands under this id, or it settled another reservation.
 */
export async function linkRecorded(
  ctx: Ctx,
  reservation: Reservation,
  event: Record<string, unknown>,
): Promise<boolean> {
  const [recorded] = await recordedStatement(pool(), [ctx.orgId, event.id]);
  if (!recorded || !fingerprints(reservation, event).has(recorded.fingerprint)) return false;
  const [row] = await linkStatement(pool(), [ctx.orgId, new Date(), reservation.id, event.id]);
  return row?.linked ?? false;
}

/** How this event may have been recorded: with or without the reservation, and what the event leaves out and it says. */
function fingerprints(reservation: Reservation, event: Record<string, unknown>): Set<string> {
  const { id, projectId, agentId, agentType, runId, jobId } = reservation;
  let variants: Record<string, unknown>[] = [{ projectId, agentId }];
  for (const more of [{ agentType }, { runId }, { jobId }, { reservationId: id }]) {
    variants = variants.flatMap((one) => [one, { ...one, ...more }]);
  }
  const known = Object.fromEntries(
    Object.entries(event).filter(([field, value]) => value !== null && field !== "reservationId"),
  );
  return new Set(
    variants.flatMap((variant) => {
      const said = Object.fromEntries(Object.entries(variant).filter(([, value]) => value !== null));
      const parsed = eventSchema.safeParse({ ...said, ...known });
      return parsed.success ? [fingerprintOfEvent(parsed.data)] : [];
    }),
  );
}
