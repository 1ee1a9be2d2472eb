import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import { time } from "#server/catalog/fields.ts";
import type { Ctx } from "#server/context.ts";
import { pool } from "#server/db.ts";
import { toDecimalString } from "#server/money/amount.ts";
import { parseInput } from "#server/parse-input.ts";
import { namesReached, nextPriceAfter, priceBookWith } from "#server/pricing/coverage.ts";
import type { PriceBook } from "#server/pricing/price-book.ts";
import { modelName, priceInput } from "#server/pricing/price-input.ts";
import { priceBook } from "#server/pricing/queries.ts";
import { rowOfInput } from "#server/pricing/set-price.ts";
import { dayKey } from "#server/time/window.ts";
import { entriesFrom } from "./entries-from.ts";
import { modelUsage } from "./model-usage.ts";
import { type CallCursor, nextCalls, type ReportedModel, type Selection } from "./recorded-calls.ts";
import { correctionOf } from "./reprice-call.ts";

/** How many calls of each kind are priced one by one for a preview; past that its amounts are of the first ones. */
const mostCalls = 10_000;
const batch = 2_500;

/**
 * What the calls of a model cost as recorded and would cost by a price book: dollars as decimal text. `unpriced` are those
 * without a price, `still` of them would stay so; `priced` those whose price would change, `unpricedAfter` of them would have
 * none. `reported` calls keep the caller's cost. Where `complete` is false there are more calls than were looked at.
 */
export type RepricePreview = {
  readonly from: string;
  readonly to: string | null;
  readonly models: readonly ReportedModel[];
  readonly unpriced: {
    readonly calls: number;
    readonly still: number;
    readonly after: string;
    readonly complete: boolean;
  };
  readonly priced: {
    readonly calls: number;
    readonly unpricedAfter: number;
    readonly before: string;
    readonly after: string;
    readonly complete: boolean;
  };
  readonly unchanged: number;
  readonly reported: number;
};

/** Which recorded calls: of a model by its name in the price book, from a time up to and without another (null: for ever). */
export const repriceRange = z.strictObject({ ...modelName, from: time, to: time.nullable() });

/** What repricing would do to recorded calls, by the prices as they stand. Changes nothing. @throws AppError `forbidden`. */
export async function previewReprice({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof repriceRange>;
}): Promise<RepricePreview> {
  requirePermission(ctx, "managePrices");
  const { from, to, ...name } = parseInput(repriceRange, input);
  const selected = await selectionOf(ctx, { ...name, from: new Date(from), to: to === null ? null : new Date(to) });
  return preview(ctx, selected, await priceBook(ctx.orgId));
}

/** The same for a price before it is set. @throws AppError `forbidden`, `validation_failed`. */
export async function previewPrice({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof priceInput>;
}): Promise<RepricePreview> {
  requirePermission(ctx, "managePrices");
  const row = await rowOfInput(ctx, parseInput(priceInput, input));
  const { provider, model, effectiveFrom: from } = row;
  const to = await nextPriceAfter(ctx, row, from);
  return preview(ctx, await selectionOf(ctx, { provider, model, from, to }), await priceBookWith(ctx, row));
}

export type NamedRange = ReportedModel & { readonly from: Date; readonly to: Date | null };

/** The names under which calls that a price of this model reaches were reported in the range. */
export async function selectionOf(ctx: Pick<Ctx, "orgId">, { from: asked, to, ...name }: NamedRange) {
  // Of days before that there are sums only: what they came to stands.
  const kept = await entriesFrom(ctx);
  const from = kept && kept > asked ? kept : asked;
  const days = { first: dayKey(from), last: to ? dayKey(to) : "9999-12-31" };
  const used = await modelUsage(ctx, days);
  const reached = new Set(await namesReached(name, used));
  const reachedUsage = used.filter((usage) => reached.has(usage));
  const sum = (pick: (usage: (typeof used)[number]) => bigint) =>
    Number(reachedUsage.reduce((total, usage) => total + pick(usage), 0n));
  return {
    models: reachedUsage.map(({ provider, model }): ReportedModel => ({ provider, model })),
    from,
    to,
    /** Of whole days, so about as many as there are. */
    calls: sum((usage) => usage.calls),
    unpricedCalls: sum((usage) => usage.unpricedCalls),
  };
}

async function preview(
  ctx: Pick<Ctx, "orgId">,
  { models, from, to }: Omit<Selection, "sources">,
  book: PriceBook,
): Promise<RepricePreview> {
  const [unpriced, others] = await Promise.all([
    look(ctx, { models, from, to, sources: ["unpriced"] }, book),
    look(ctx, { models, from, to, sources: ["priced", "reported"] }, book),
  ]);
  return {
    from: from.toISOString(),
    to: to?.toISOString() ?? null,
    models,
    unpriced: {
      calls: unpriced.calls,
      still: unpriced.calls - unpriced.changed,
      after: toDecimalString(unpriced.after),
      complete: unpriced.complete,
    },
    priced: {
      calls: others.changed,
      unpricedAfter: others.unpricedAfter,
      before: toDecimalString(others.before),
      after: toDecimalString(others.after),
      complete: others.complete,
    },
    unchanged: others.calls - others.reported - others.changed,
    reported: others.reported,
  };
}

async function look(ctx: Pick<Ctx, "orgId">, selection: Selection, book: PriceBook) {
  const seen = { calls: 0, changed: 0, reported: 0, unpricedAfter: 0, before: 0n, after: 0n };
  let cursor: CallCursor | null = null;
  do {
    const next = await nextCalls(pool(), ctx, selection, cursor, batch);
    for (const call of next.calls) {
      seen.calls += 1;
      if (call.costSource === "reported") seen.reported += 1;
      const correction = correctionOf(call, book);
      if (!correction) continue;
      seen.changed += 1;
      seen.before += call.costNanos ?? 0n;
      seen.after += correction.costNanos ?? 0n;
      if (correction.costNanos === null) seen.unpricedAfter += 1;
    }
    cursor = next.cursor;
  } while (cursor && seen.calls < mostCalls);
  return { ...seen, complete: cursor === null };
}
