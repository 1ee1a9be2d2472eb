import { z } from "zod";
import type { Ctx } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { announceEvents } from "#server/outbox.ts";
import { getReservation, type Reservation } from "./queries.ts";

const releaseStatement = statement(
  "enforcement_release",
  "SELECT release_reservation($1, $2, $3) AS done",
  z.object({ done: z.unknown() }),
);

/**
 * Gives a hold back when the call is not made after all. Again, or after it expired, changes nothing.
 * @throws AppError `not_found`; `conflict` when it was settled: that money is spent.
 */
export async function release({ ctx, id }: { ctx: Ctx; id: string }): Promise<Reservation> {
  const before = await getReservation(ctx, id);
  await releaseStatement(pool(), [ctx.orgId, id, new Date()]);
  if (before.status === "pending") announceEvents(ctx.orgId); // nobody needs to decide it any more
  const reservation = await getReservation(ctx, id);
  if (reservation.status === "settled") {
    throw new AppError("conflict", `The reservation "${id}" is settled: its money is spent and cannot be given back.`);
  }
  return reservation;
}
