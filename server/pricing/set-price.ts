import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import type { Price, Prisma } from "#prisma/generated/client.ts";
import { requirePermission } from "#server/access/permissions.ts";
import { audit } from "#server/audit.ts";
import { actorName, type Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { toDecimalString } from "#server/money/amount.ts";
import { announceEvents } from "#server/outbox.ts";
import { parseInput } from "#server/parse-input.ts";
import { loadCatalogue } from "./catalogue.ts";
import { ownPriceName } from "./own-prices.ts";
import { type PriceInput, priceInput, pricesOfInput } from "./price-input.ts";
import { type PriceRow, readPriceTiers, writePriceTiers } from "./price-row.ts";
import { pricesMayHaveChanged } from "./queries.ts";

/** From when to when (null: for ever) a price is the organisation's latest for its model. */
export type PriceSpan = { readonly from: Date; readonly to: Date | null };

/** The row of a price as it would be set, under the name its book keeps it by. `id` is new every time. */
export async function rowOfInput(ctx: Pick<Ctx, "orgId">, input: PriceInput): Promise<PriceRow> {
  const { tiers, ...prices } = pricesOfInput(input);
  return {
    ...ownPriceName(await loadCatalogue(), input),
    orgId: ctx.orgId,
    id: `price_${uuidv7()}`,
    effectiveFrom: new Date(input.effectiveFrom),
    ...prices,
    tiers: writePriceTiers(tiers),
  };
}

/**
 * Sets the organisation's own price of a model from a day on, in place of one from the same time, and audits before and after.
 * It prices calls that are recorded from now on, also late ones of that time; what is recorded already stays as it is until
 * it is repriced (`ledger/reprice`). Answers the row and how long it is the latest price.
 * @throws AppError `forbidden`; `validation_failed` for what is no exact price.
 */
export async function setPrice({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof priceInput>;
}): Promise<{ row: PriceRow; span: PriceSpan }> {
  requirePermission(ctx, "managePrices");
  const row = await rowOfInput(ctx, parseInput(priceInput, input));
  const { orgId, provider, model, effectiveFrom } = row;
  const key = { orgId, provider, model, effectiveFrom };
  const span = await prisma().$transaction(async (tx) => {
    await lockPrices(tx, ctx);
    const before = await tx.price.findUnique({ where: { orgId_provider_model_effectiveFrom: key } });
    if (before) await retire(tx, ctx, before);
    await tx.price.create({
      data: {
        ...row,
        tiers: row.tiers as Prisma.InputJsonValue,
        source: "override",
        createdAt: ctx.now,
        createdBy: actorName(ctx.actor),
      },
    });
    await audit(tx, ctx, {
      action: "price.set",
      target: targetOf(row),
      ...(before && { before: shown(before) }),
      after: shown(row),
    });
    return spanOf(tx, row);
  });
  changed(ctx);
  return { row, span };
}

export const removePriceInput = z.strictObject({ id: z.string().max(200) });

/**
 * Removes a price of the organisation: from now on calls of its time are priced by what comes next in the book. What it
 * priced stays as it was recorded. Answers what it was and how long it was the latest price.
 * @throws AppError `forbidden`, `not_found`.
 */
export async function removePrice({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof removePriceInput>;
}): Promise<{ provider: string; model: string; span: PriceSpan }> {
  requirePermission(ctx, "managePrices");
  const { id } = parseInput(removePriceInput, input);
  const removed = await prisma().$transaction(async (tx) => {
    await lockPrices(tx, ctx);
    const row = await tx.price.findFirst({ where: { orgId: ctx.orgId, id } });
    if (!row) throw new AppError("not_found", `There is no price "${id}". It may have been changed or removed.`);
    const { provider, model } = row;
    await retire(tx, ctx, row);
    await audit(tx, ctx, { action: "price.remove", target: targetOf(row), before: shown(row) });
    return { provider, model, span: await spanOf(tx, row) };
  });
  changed(ctx);
  return removed;
}

/** Whoever holds the anchor is the only one that changes the organisation's prices: before and after are then true. */
async function lockPrices(tx: Prisma.TransactionClient, { orgId }: Ctx): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM org_settings WHERE org_id = ${orgId} FOR NO KEY UPDATE`;
}

/** Calls that it priced name it: what they are made up of can still be said. */
async function retire(tx: Prisma.TransactionClient, { now }: Ctx, row: Price): Promise<void> {
  const { orgId, provider, model, effectiveFrom } = row;
  await tx.retiredPrice.create({ data: { ...row, tiers: row.tiers as Prisma.InputJsonValue, retiredAt: now } });
  await tx.price.delete({
    where: { orgId_provider_model_effectiveFrom: { orgId, provider, model, effectiveFrom } },
  });
}

async function spanOf(tx: Prisma.TransactionClient, { orgId, provider, model, effectiveFrom }: PriceRow) {
  const next = await tx.price.findFirst({
    where: { orgId, provider, model, effectiveFrom: { gt: effectiveFrom } },
    orderBy: { effectiveFrom: "asc" },
  });
  return { from: effectiveFrom, to: next?.effectiveFrom ?? null };
}

/** This process knows at once, the others are told. */
function changed({ orgId }: Ctx): void {
  pricesMayHaveChanged(orgId);
  announceEvents(orgId);
}

const targetOf = ({ provider, model }: PriceRow) => `price:${provider}/${model}`;

/** What the audit log keeps of a price: dollars per million tokens as text. What follows another price is left out. */
function shown(row: PriceRow) {
  const dollars = (nanos: bigint | null | undefined) => (nanos == null ? undefined : toDecimalString(nanos));
  const prices = (of: { [Kind in "input" | "output" | "cacheRead" | "cacheWrite"]?: bigint | null | undefined }) => ({
    input: dollars(of.input),
    output: dollars(of.output),
    cacheRead: dollars(of.cacheRead),
    cacheWrite: dollars(of.cacheWrite),
  });
  const tiers = readPriceTiers(row.tiers);
  return {
    id: row.id,
    effectiveFrom: row.effectiveFrom.toISOString(),
    ...prices(row),
    cacheWrite1h: dollars(row.cacheWrite1h),
    ...(tiers.length > 0 && {
      tiers: tiers.map((tier) => ({ aboveInputTokens: tier.aboveInputTokens, ...prices(tier) })),
    }),
  };
}
