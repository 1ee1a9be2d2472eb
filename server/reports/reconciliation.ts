import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import { providerLabel } from "#server/catalog/providers.ts";
import { providerColours } from "#server/catalog/series-colour.ts";
import type { Ctx } from "#server/context.ts";
import { type UsageSum, usageSums } from "#server/ledger/usage-sums.ts";
import { loadCatalogue } from "#server/pricing/catalogue.ts";
import { findProvider } from "#server/pricing/match-price.ts";
import type { PriceBook } from "#server/pricing/price-book.ts";
import { priceBook } from "#server/pricing/queries.ts";
import { addParts, type differenceParts, noParts } from "#server/reconciliation/explain-difference.ts";
import type { TokenKind } from "#server/reconciliation/provider-report.ts";
import { type ReportedDay, reportedDays, reportedMonths, reportedSums } from "#server/reconciliation/queries.ts";
import {
  type LedgerSum,
  type LeftOutReason,
  type ReconciledDays,
  type ReconciledRow,
  reconcileDays,
} from "#server/reconciliation/reconcile-days.ts";
import { dayFromKey, dayKey, hourMs } from "#server/time/window.ts";
import { costOf } from "./figures.ts";
import { monthPeriod } from "./period.ts";

/** What the rows of a reconciliation are: days, models, or models of days. */
export const reconciliationInput = z.strictObject({
  month: z.string().optional(),
  provider: z.string().max(64).optional(),
  by: z.enum(["day", "model", "both"]).default("day"),
  /** Only of this day, of this model. */
  day: z.string().max(10).optional(),
  model: z.string().max(256).optional(),
});

type OfProvider = ReconciledRow & { provider: string };

/** More than an organisation has of days, providers and models in a month. */
const everySum = 1_000_000;

/**
 * What providers billed in a UTC month (the running one where none is named) against the ledger, and why they differ: of all
 * that have reports, or of one. Every sum and every row gives the parts of its difference, which add up to it exactly.
 * @throws AppError `forbidden`, `validation_failed`.
 */
export async function reconciliation({ ctx, input }: { ctx: Ctx; input: z.input<typeof reconciliationInput> }) {
  requirePermission(ctx, "reconcile");
  const { month, provider, by, day, model } = reconciliationInput.parse(input);
  const period = monthPeriod(month, ctx.now);
  const [months, days, sums, usage, book, catalogue] = await Promise.all([
    reportedMonths(ctx),
    reportedDays(ctx, period.shown),
    reportedSums(ctx, period.shown),
    usageSums(ctx, period.shown, { groups: ["day", "provider", "model"], filter: {}, limit: everySum }),
    priceBook(ctx.orgId),
    loadCatalogue(),
  ]);
  const ledger = usage.map((row) => {
    const [, name = ""] = row.keys;
    return { provider: findProvider(catalogue, name)?.id ?? name, ...ledgerSum(row) };
  });
  const providers = [...new Set(days.map((row) => row.provider))].sort();
  const colourOf = providerColours(providers);
  const shown = providers.filter((name) => provider === undefined || name === provider);
  const reconciled = shown.map((name) => ({
    provider: name,
    ...reconcileDays({
      days: days.filter((row) => row.provider === name),
      sums: sums.filter((row) => row.provider === name),
      ledger: ledger.filter((row) => row.provider === name),
      listPrice: listPriceOf(book, name),
    }),
  }));
  const all: OfProvider[] = reconciled.flatMap(({ provider: of, rows }) =>
    rows.map((row) => ({ provider: of, ...row })),
  );
  const found = all.filter((row) => (day ? row.day === day : true) && (model ? row.name === model : true));
  return {
    month: period.month,
    from: period.shown.first,
    to: period.shown.last,
    /** The months of which there are reports, oldest first. */
    months,
    providers: providers.map((name) => ({ provider: name, label: providerLabel(name), colour: colourOf(name) })),
    total: sumRows(all),
    /** How many days are compared. */
    days: new Set(all.map((row) => row.day)).size,
    rows: grouped(found, by),
    found: sumRows(found),
    leftOut: reconciled.flatMap((of) => leftOut(of.provider, of, dayKey(ctx.now))),
    withoutUsage: reconciled.flatMap(({ provider: of, withoutUsage }) =>
      withoutUsage.length === 0 ? [] : [{ label: providerLabel(of), ...spanOf(withoutUsage) }],
    ),
    reports: reportsOf(days.filter((row) => shown.includes(row.provider))),
  };
}

function ledgerSum({ keys, ...row }: UsageSum): LedgerSum {
  const [day = "", , model = ""] = keys;
  return { day, model, ...row };
}

/** What a million tokens of a kind cost by the price book, of a call that is in no tier, at noon of the day. */
function listPriceOf(book: PriceBook, provider: string) {
  return (model: string, day: string, kind: TokenKind) => {
    const occurredAt = new Date(dayFromKey(day).start.getTime() + 12 * hourMs);
    const price = model === "" ? null : book.find({ provider, model, occurredAt });
    if (!price) return null;
    const { input, output } = price.base;
    if (kind === "output") return output?.text ?? null;
    if (kind === "uncached_input") return input?.uncached ?? null;
    if (kind === "cached_input") return input?.cached ?? null;
    return (kind === "cache_write" ? input?.cacheWrite : input?.cacheWrite1h) ?? null;
  };
}

/** Both sides in sum, their difference and its parts. */
function sumRows(rows: readonly ReconciledRow[]) {
  const reported = rows.reduce((sum, row) => sum + row.reportedNanos, 0n);
  const ledger = rows.reduce((sum, row) => sum + row.ledgerNanos, 0n);
  const parts = rows.reduce((sum, row) => addParts(sum, row.parts), noParts);
  const count = (name: "reportedTokens" | "ledgerTokens" | "calls" | "unpricedCalls") =>
    Number(rows.reduce((sum, row) => sum + row[name], 0n));
  return {
    reportedCost: costOf(reported).cost,
    reportedNanos: reported.toString(),
    ledgerCost: costOf(ledger).cost,
    ledgerNanos: ledger.toString(),
    difference: costOf(reported - ledger).cost,
    differenceNanos: (reported - ledger).toString(),
    /** Of the difference, in nano-dollars. */
    parts: {
      missing: parts.missing.toString(),
      unpriced: parts.unpriced.toString(),
      price: parts.price.toString(),
      onlyInLedger: parts.onlyInLedger.toString(),
      other: parts.other.toString(),
      unexplained: parts.unexplained.toString(),
    } satisfies Record<(typeof differenceParts)[number], string>,
    reportedTokens: count("reportedTokens"),
    ledgerTokens: count("ledgerTokens"),
    calls: count("calls"),
    unpricedCalls: count("unpricedCalls"),
  };
}

/** Days in their order; models of each provider, those that differ most first. */
function grouped(rows: readonly OfProvider[], by: "day" | "model" | "both") {
  const keyOf = (row: OfProvider) =>
    JSON.stringify([...(by === "model" ? [] : [row.day]), ...(by === "day" ? [] : [row.provider, row.kind, row.name])]);
  const groups = [...Map.groupBy(rows, keyOf).values()].flatMap((of) => {
    const [first] = of;
    if (!first) return [];
    const model = {
      provider: first.provider,
      label: providerLabel(first.provider),
      kind: first.kind,
      model: first.name,
    };
    return [{ day: by === "model" ? null : first.day, ...(by === "day" ? nothingNamed : model), ...sumRows(of) }];
  });
  const size = ({ differenceNanos }: (typeof groups)[number]) => Math.abs(Number(differenceNanos));
  return groups.toSorted((a, b) => {
    if (a.day !== b.day) return (a.day ?? "") < (b.day ?? "") ? -1 : 1;
    return size(b) - size(a) || ((a.model ?? "") < (b.model ?? "") ? -1 : 1);
  });
}

const nothingNamed = { provider: null, label: null, kind: null, model: null };

/** The days that are held against nothing, by reason. Of today there can be no report yet: nothing is amiss. */
function leftOut(provider: string, { leftOut: days }: ReconciledDays, today: string) {
  const due = days.filter(({ day, reason }) => reason === "not_over" || day < today);
  return [...Map.groupBy(due, ({ reason }) => reason)].map(([reason, of]: [LeftOutReason, typeof due]) => ({
    ...{ provider, label: providerLabel(provider), reason },
    ...spanOf(of.map(({ day }) => day)),
    ...costOf(of.reduce((sum, { ledgerNanos }) => sum + ledgerNanos, 0n)),
    unpricedCalls: Number(of.reduce((sum, { unpricedCalls }) => sum + unpricedCalls, 0n)),
  }));
}

const spanOf = (days: readonly string[]) => ({
  days: days.length,
  first: days[0] ?? "",
  last: days.at(-1) ?? "",
});

/** What was imported of the month, a row a report of an account. */
function reportsOf(days: readonly ReportedDay[]) {
  return [...Map.groupBy(days, (row) => JSON.stringify([row.provider, row.account, row.report])).values()].flatMap(
    (of) => {
      const newest = of.toSorted((a, b) => b.importedAt.getTime() - a.importedAt.getTime())[0];
      if (!newest) return [];
      return [
        {
          ...{ provider: newest.provider, label: providerLabel(newest.provider) },
          ...{ account: newest.account, report: newest.report },
          ...spanOf(of.map(({ day }) => day)),
          importedAt: newest.importedAt.toISOString(),
          importedBy: newest.importedBy,
        },
      ];
    },
  );
}
