import { z } from "zod";
import { identifier } from "#server/catalog/fields.ts";
import type { Ctx } from "#server/context.ts";
import { statement, transaction } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { announceEvents } from "#server/outbox.ts";
import { parseInput } from "#server/parse-input.ts";
import type { PriceBook } from "#server/pricing/price-book.ts";
import { priceBook } from "#server/pricing/queries.ts";
import { type Allowed, allowed, type Refused, refused } from "./answer.ts";
import { windowStarts } from "./counters.ts";
import { type Ask, decide } from "./decide.ts";
import { loadGrounds } from "./load.ts";
import { type Reservation, readReservation } from "./queries.ts";
import { raiseReached } from "./raise-reached.ts";
import { dollars, holdAmount, holdOf, reserveInput } from "./reserve-input.ts";

const { provider, model, inputTokens, maxOutputTokens } = reserveInput.shape;

/**
 * More for a call under way: an `amount` of dollars to add, or the whole call as it is expected by now, to whose worst case
 * (and tokens) the hold grows. The same again is the same wish, unless each has an `id` of its own.
 */
export const extendInput = z.strictObject({
  id: identifier.optional(),
  amount: dollars.optional(),
  provider,
  model,
  inputTokens,
  maxOutputTokens,
});

/** An extension as it is kept: its answer, and what was asked for. */
type Extension = Allowed & { moreNanos: string; call?: string };

const extendStatement = statement(
  "enforcement_extend",
  "SELECT extend_reservation($1, $2, $3, $4, $5, $6) AS done",
  z.object({ done: z.unknown() }),
);

const lockStatement = statement(
  "enforcement_lock",
  "SELECT 1 AS locked FROM org_settings WHERE org_id = $1 FOR NO KEY UPDATE",
  z.object({ locked: z.int() }),
);

/**
 * Asks for more during a call: the caps are asked about what is added alone, and the hold grows or stays.
 * Its time to live stays. An extension that needs approval is refused: a call cannot wait in its middle. A paused agent may
 * extend: a pause stops the next call, not the one under way.
 * @throws AppError `not_found`; `conflict` when the hold is no longer there, or the id was used for another amount;
 * `validation_failed`.
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
  const { id: wishId, amount, ...expected } = parseInput(extendInput, input);
  const added = amount === undefined ? null : holdAmount(amount, "amount");
  const call = added === null ? JSON.stringify(Object.entries(expected).sort()) : undefined;
  const prices = added === null ? await priceBook(ctx.orgId) : null;
  // Prefixed, so that no id is the name of something that every object has, nor one that we made.
  const extensionId = wishId !== undefined ? `id:${wishId}` : added !== null ? `amount:${added}` : `call:${call}`;

  const { answer, events } = await transaction(async (client) => {
    const now = new Date();
    // First, so that the hold is read as nobody can change it any more: an approval moves the time it stands in.
    await lockStatement(client, [ctx.orgId]);
    const known = await readReservation(client, ctx.orgId, id);
    const grounds = await loadGrounds(client, ctx.orgId, now, {
      windows: windowStarts(known.createdAt, known.expiresAt),
      ids: [],
      projectIds: [known.projectId],
      agentIds: [known.agentId],
      agentTypes: [known.agentType],
      runIds: known.runId === null ? [] : [known.runId],
    });
    // Again: it may just have expired.
    const held = await readReservation(client, ctx.orgId, id);
    const { events } = grounds;
    const earlier = held.extensions[extensionId];
    if (earlier !== undefined) {
      const { moreNanos, call: asked, ...answer } = JSON.parse(earlier) as Extension;
      if (asked === call && (added === null || moreNanos === added.toString())) return { answer, events };
      throw new AppError(
        "conflict",
        `The extension "${wishId}" was already asked for with another amount. Give each extension its own id.`,
      );
    }
    if (held.status !== "held") {
      throw new AppError("conflict", `The reservation "${id}" is ${held.status}. Reserve anew for what comes next.`);
    }
    const more = prices ? growth(held, expected, prices) : { amountNanos: added, tokens: 0n };
    const ask: Ask = {
      ...held,
      ...grounds.runOf(held.runId),
      ...more,
      from: held.createdAt,
      to: held.expiresAt,
    };
    const decision = decide({ orgId: ctx.orgId, ask, pause: null, ...grounds });
    if (decision.kind === "allow") {
      const moreNanos = more.amountNanos ?? 0n;
      const hold = {
        amountNanos: held.amountNanos + moreNanos,
        tokens: held.tokens + more.tokens,
        expiresAt: held.expiresAt,
      };
      const answer = allowed(id, hold, decision.standings);
      const extension: Extension = { ...answer, moreNanos: moreNanos.toString(), ...(call !== undefined && { call }) };
      await extendStatement(client, [ctx.orgId, id, extensionId, moreNanos, more.tokens, JSON.stringify(extension)]);
      return { answer, events };
    }
    const refusal =
      decision.kind === "approval"
        ? { kind: "refuse" as const, code: "budget_exceeded" as const, refusals: decision.refusals, reached: [] }
        : decision;
    const found = refusal.kind === "refuse" ? refusal.reached : [];
    const reached = found.map((standing) => ({ agentId: held.agentId, standing }));
    const alerted = await raiseReached(client, ctx.orgId, now, reached);
    return { answer: refused(id, refusal), events: events || alerted };
  });
  if (events) announceEvents(ctx.orgId);
  return answer;
}

/** What is missing between a hold and the worst case of the call as it is expected now. It never shrinks. */
function growth(
  held: Reservation,
  expected: Omit<z.output<typeof extendInput>, "id" | "amount">,
  prices: PriceBook,
): { amountNanos: bigint | null; tokens: bigint } {
  const { agentId, projectId, createdAt: from, expiresAt: to } = held;
  const whole = holdOf({ agentId, projectId, ...expected }, prices, { from, to });
  const above = (wanted: bigint, had: bigint) => (wanted > had ? wanted - had : 0n);
  return {
    amountNanos: whole.amountNanos === null ? null : above(whole.amountNanos, held.amountNanos),
    tokens: above(whole.tokens ?? 0n, held.tokens),
  };
}
