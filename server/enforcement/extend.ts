import { z } from "zod";
import { identifier } from "#server/catalog/fields.ts";
import type { Ctx } from "#server/context.ts";
import { statement, transaction } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { announceEvents } from "#server/outbox.ts";
import { parseInput } from "#server/parse-input.ts";
import { type Allowed, allowed, type Refused, refused } from "./answer.ts";
import { windowStarts } from "./counters.ts";
import { type Ask, decide } from "./decide.ts";
import { loadGrounds } from "./load.ts";
import { getReservation, readReservation } from "./queries.ts";
import { raiseReached } from "./raise-reached.ts";
import { dollars, holdAmount } from "./reserve-input.ts";

/** More for a call under way. The same amount again is the same wish, unless each carries its own `id`. */
export const extendInput = z.strictObject({ amount: dollars, id: identifier.optional() });

const extendStatement = statement(
  "enforcement_extend",
  "SELECT extend_reservation($1, $2, $3, $4, 0, $5) AS done",
  z.object({ done: z.unknown() }),
);

/**
 * Asks for more during a call: the caps are asked about the additional dollars alone, and the hold grows or stays.
 * Its time to live stays. An extension that needs approval is refused: a call cannot wait in its middle.
 * @throws AppError `not_found`, `conflict` when the hold is no longer there, `validation_failed`.
 */
export async function extend({
  ctx,
  id,
  input,
}: {
  ctx: Ctx;
  id: string;
  input: z.input<typeof extendInput>;
}): Promise<Allowed | Refused> {
  const parsed = parseInput(extendInput, input);
  const more = holdAmount(parsed.amount, "amount");
  const extensionId = parsed.id ?? `amount:${more}`;
  const known = await getReservation(ctx, id);

  const { answer, events } = await transaction(async (client) => {
    const now = new Date();
    const grounds = await loadGrounds(client, ctx.orgId, now, {
      windows: windowStarts(known.createdAt, known.expiresAt),
      ids: [],
      projectIds: [known.projectId],
      agentIds: [known.agentId],
      agentTypes: [known.agentType],
      runIds: known.runId === null ? [] : [known.runId],
    });
    // As it stands now that the organisation is locked.
    const held = await readReservation(client, ctx.orgId, id);
    const earlier = held.extensions[extensionId];
    if (earlier) return { answer: earlier as Allowed, events: false };
    if (held.status !== "held") {
      throw new AppError("conflict", `The reservation "${id}" is ${held.status}. Reserve anew for what comes next.`);
    }
    const ask: Ask = {
      ...held,
      trigger: held.runId === null ? null : (grounds.triggers.get(held.runId) ?? null),
      amountNanos: more,
      tokens: 0n,
      from: held.createdAt,
      to: held.expiresAt,
    };
    const decision = decide({ orgId: ctx.orgId, ask, pause: null, ...grounds });
    if (decision.kind === "allow") {
      const hold = { amountNanos: held.amountNanos + more, tokens: held.tokens, expiresAt: held.expiresAt };
      const answer = allowed(id, hold, decision.standings);
      await extendStatement(client, [ctx.orgId, id, extensionId, more, JSON.stringify(answer)]);
      return { answer, events: false };
    }
    const refusal =
      decision.kind === "approval" ? ({ ...decision, kind: "refuse", code: "budget_exceeded" } as const) : decision;
    const reached = refusal.kind === "refuse" ? refusal.reached : [];
    return { answer: refused(id, refusal), events: await raiseReached(client, ctx.orgId, now, reached) };
  });
  if (events) announceEvents(ctx.orgId);
  return answer;
}
