import type { Ctx } from "#server/context.ts";
import { getReservation } from "#server/enforcement/queries.ts";
import { AppError } from "#server/errors.ts";
import { toDollars } from "#server/money/amount.ts";
import { type Correction, correctionOf } from "./late-calls.ts";
import { linkRecorded } from "./link-recorded.ts";
import { recordEvents } from "./record-events.ts";

/** What became of a settlement. Costs in dollars and exact nano-dollars; null while the call is unpriced. */
export type Settlement = {
  id: string;
  status: "settled";
  transactionId: string;
  duplicate: boolean;
  cost: number | null;
  costNanos: string | null;
  heldAmount: number;
  heldAmountNanos: string;
  /** The hold was given back or had expired before: nothing stood for this call. It is recorded in full. */
  late: boolean;
  /** The call cost more, or had more tokens, than was held. It is recorded in full. */
  over: boolean;
  /** The event names another project, agent, agent type or run than was reserved for: no cap of theirs was asked. */
  elsewhere: boolean;
  /** The call's month was closed: in whose books it is, as a correction. Left out where it is in those of its own. */
  correction?: Correction;
};

/**
 * Records the call that was reserved for and frees the rest of its hold, in one transaction. What the event leaves out of
 * project, agent, agent type, run and job is the reservation's. The same event again changes nothing and answers the same;
 * so too where the call was recorded without the reservation before: its entry is the reservation's from now on.
 * A call is recorded however late it comes and whatever it cost: the money is gone.
 * @throws AppError `not_found`, `conflict` when the reservation never held anything, or was settled by another call, or
 * the event's id is another call's; `validation_failed` for an event that cannot be read.
 */
export async function settleReservation({
  ctx,
  id,
  event,
}: {
  ctx: Ctx;
  id: string;
  event: Record<string, unknown>;
}): Promise<Settlement> {
  const reservation = await getReservation(ctx, id);
  if (["refused", "pending", "rejected"].includes(reservation.status)) {
    throw new AppError(
      "conflict",
      `The reservation "${id}" is ${reservation.status} and holds nothing. Send the call to POST /api/v1/events if it was made.`,
    );
  }
  if (event.reservationId !== undefined && event.reservationId !== id) {
    throw new AppError("validation_failed", "The event names another reservation than the address.", {
      errors: [{ path: "event.reservationId", message: `must be "${id}" or left out` }],
    });
  }
  if (reservation.transactionId !== null && reservation.transactionId !== event.id) {
    throw new AppError(
      "conflict",
      `The reservation "${id}" was settled by the call "${reservation.transactionId}". Send further calls to POST /api/v1/events.`,
    );
  }

  const { projectId, agentId, agentType, runId, jobId } = reservation;
  const defaults = {
    projectId,
    agentId,
    agentType,
    ...(runId !== null && { runId }),
    ...(jobId !== null && { jobId }),
  };
  const { duplicates, rejected } = await recordEvents({ ctx, events: [{ ...defaults, ...event, reservationId: id }] });
  const [refusal] = rejected;
  const linked = refusal?.code === "conflict" && (await linkRecorded(ctx, reservation, event));
  if (refusal && !linked) {
    const code = refusal.code === "conflict" ? "conflict" : "validation_failed";
    throw new AppError(code, refusal.message, { errors: [{ path: "event", message: refusal.message }] });
  }

  const settled = await getReservation(ctx, id);
  if (settled.transactionId !== event.id) {
    throw new AppError(
      "conflict",
      `The reservation "${id}" was settled by the call "${settled.transactionId}" in the same moment. The call "${event.id}" is recorded too, and nothing was held for it.`,
    );
  }
  const cost = settled.settledNanos;
  return {
    id,
    status: "settled",
    transactionId: String(event.id),
    duplicate: duplicates > 0 || linked,
    cost: cost === null ? null : toDollars(cost),
    costNanos: cost?.toString() ?? null,
    heldAmount: toDollars(settled.amountNanos),
    heldAmountNanos: settled.amountNanos.toString(),
    late: settled.late,
    over: (cost ?? 0n) > settled.amountNanos || (settled.tokens > 0n && (settled.settledTokens ?? 0n) > settled.tokens),
    elsewhere: Object.entries({ projectId, agentId, agentType, runId }).some(
      ([field, held]) => (event[field] ?? held) !== held,
    ),
    ...(await correctionOf(ctx, event)),
  };
}
