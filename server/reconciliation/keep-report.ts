import { z } from "zod";
import type { Prisma } from "#prisma/generated/client.ts";
import { requirePermission } from "#server/access/permissions.ts";
import { audit } from "#server/audit.ts";
import { providerLabel } from "#server/catalog/providers.ts";
import { actorName, type Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";
import { dayKey } from "#server/time/window.ts";
import { fitBuckets } from "./fit-buckets.ts";
import { mergeLines, type ReportBucket, type ReportLine } from "./provider-report.ts";

/** The name of one of several accounts with a provider; '' where there is one. Reports of two accounts stand beside each other. */
const accountName = z
  .string()
  .trim()
  .max(64, "must be at most 64 characters")
  .regex(/^[^\p{C}]*$/u, "must be visible characters");

/** Half a year by the hour. Reports by the minute say nothing more to finance. */
const mostBuckets = 4_500;

/** What became of the lines of a report: new or other than before, as they were before, and the buckets that were not kept. */
export type KeptReport = {
  recorded: number;
  duplicates: number;
  refused: { bucket: ReportBucket; reason: string }[];
};

/**
 * Keeps what a provider reports, beside the ledger: it is compared with it, and never part of any spend. A bucket that was
 * kept before is replaced, so importing a report again, later, or grouped otherwise counts nothing twice. All or nothing,
 * audited where something changed. @throws AppError `forbidden`, `validation_failed`.
 */
export async function keepReport({
  ctx,
  account: name = "",
  buckets,
}: {
  ctx: Ctx;
  account?: string | undefined;
  buckets: readonly ReportBucket[];
}): Promise<KeptReport> {
  requirePermission(ctx, "reconcile");
  const account = parseInput(accountName, name);
  if (buckets.length > mostBuckets) {
    throw new AppError(
      "validation_failed",
      `The report has ${buckets.length} buckets, more than ${mostBuckets}. Ask the provider for days: bucket_width=1d.`,
    );
  }
  const total: KeptReport = { recorded: 0, duplicates: 0, refused: [] };
  await prisma().$transaction(
    async (tx) => {
      // Two imports at once could each find the other's buckets absent.
      await tx.$queryRaw`SELECT 1 FROM org_settings WHERE org_id = ${ctx.orgId} FOR NO KEY UPDATE`;
      for (const of of Map.groupBy(buckets, ({ provider, report }) => `${provider} ${report}`).values()) {
        const kept = await keepOne(tx, ctx, account, of);
        total.recorded += kept.recorded;
        total.duplicates += kept.duplicates;
        total.refused.push(...kept.refused);
      }
    },
    { timeout: 60_000, maxWait: 20_000 },
  );
  return total;
}

type Tx = Prisma.TransactionClient;
type Stored = { start: Date; end: Date; lines: ReportLine[] };

/** The buckets of one report of one provider. */
async function keepOne(tx: Tx, ctx: Ctx, account: string, buckets: readonly ReportBucket[]): Promise<KeptReport> {
  const [first] = buckets;
  if (!first) return { recorded: 0, duplicates: 0, refused: [] };
  const { provider, report } = first;
  const of = { orgId: ctx.orgId, provider, account, report };
  const incoming = buckets.map((bucket) => ({ ...bucket, lines: mergeLines(bucket.lines) }));
  const { put, remove, refused } = fitBuckets(await storedAround(tx, of, incoming), withoutRepeats(incoming));

  const changed = put.filter(({ bucket, before }) => !before || !sameLines(bucket.lines, before.lines));
  const same = put.length - changed.length;
  const gone = [...remove, ...changed.flatMap(({ before }) => before ?? [])].map(({ start }) => start);
  await tx.providerReportLine.deleteMany({ where: { ...of, bucketStart: { in: gone } } });
  await tx.providerReportBucket.deleteMany({ where: { ...of, bucketStart: { in: gone } } });
  const imported = { importedAt: ctx.now, importedBy: actorName(ctx.actor) };
  if (same > 0) {
    // What is as it was is known to be so now: a day that was fetched before it was over may have had nothing more.
    const starts = put.filter((one) => !changed.includes(one)).map(({ bucket }) => bucket.start);
    await tx.providerReportBucket.updateMany({ where: { ...of, bucketStart: { in: starts } }, data: imported });
  }
  await tx.providerReportBucket.createMany({
    data: changed.map(({ bucket: { start, end } }) => ({ ...of, ...imported, bucketStart: start, bucketEnd: end })),
  });
  const lines = changed.flatMap(({ bucket }) =>
    bucket.lines.map((line) => ({ ...of, bucketStart: bucket.start, ...line })),
  );
  for (let at = 0; at < lines.length; at += 1_000) {
    await tx.providerReportLine.createMany({ data: lines.slice(at, at + 1_000) });
  }
  if (changed.length > 0) {
    const days = changed.map(({ bucket }) => dayKey(bucket.start)).sort();
    await audit(tx, ctx, {
      action: "provider_report.import",
      target: `${providerLabel(provider)} ${report}`,
      after: { ...(account && { account }), days: `${days[0]} to ${days.at(-1)}`, lines: lines.length },
    });
  }
  const unchanged = put.filter((one) => !changed.includes(one));
  return {
    recorded: lines.length,
    duplicates: unchanged.reduce((sum, { bucket }) => sum + bucket.lines.length, 0) + repeatsOf(incoming),
    refused: refused.map(({ bucket, inWayOf }) => ({ bucket, reason: inTheWay(bucket, inWayOf) })),
  };
}

type Span = { start: Date; end: Date };

/** What is kept of the report in the time that the new buckets span. */
async function storedAround(
  tx: Tx,
  of: { orgId: string; provider: string; account: string; report: string },
  incoming: readonly Span[],
): Promise<Stored[]> {
  const from = new Date(Math.min(...incoming.map(({ start }) => start.getTime())));
  const to = new Date(Math.max(...incoming.map(({ end }) => end.getTime())));
  const buckets = await tx.providerReportBucket.findMany({
    where: { ...of, bucketStart: { lt: to }, bucketEnd: { gt: from } },
  });
  const starts = buckets.map(({ bucketStart }) => bucketStart);
  const lines = await tx.providerReportLine.findMany({ where: { ...of, bucketStart: { in: starts } } });
  const linesAt = Map.groupBy(lines, ({ bucketStart }) => bucketStart.getTime());
  return buckets.map(({ bucketStart: start, bucketEnd: end }) => ({
    ...{ start, end },
    lines: mergeLines(linesAt.get(start.getTime()) ?? []),
  }));
}

type Merged = ReportBucket & { lines: ReportLine[] };

/** A page that is in the file twice is one. */
function withoutRepeats(buckets: readonly Merged[]): Merged[] {
  return buckets.filter((bucket, i) => !isRepeat(bucket, buckets.slice(0, i)));
}

function repeatsOf(buckets: readonly Merged[]): number {
  const repeats = buckets.filter((bucket, i) => isRepeat(bucket, buckets.slice(0, i)));
  return repeats.reduce((sum, { lines }) => sum + lines.length, 0);
}

const isRepeat = (bucket: Merged, before: readonly Merged[]) =>
  before.some((other) => sameSpan(other, bucket) && sameLines(other.lines, bucket.lines));
const sameSpan = (a: Span, b: Span) => a.start.getTime() === b.start.getTime() && a.end.getTime() === b.end.getTime();

const figures = [
  "model",
  "item",
  "costNanos",
  "requests",
  "inputTokens",
  "cachedInputTokens",
  "cacheWriteTokens",
  "cacheWrite1hTokens",
  "outputTokens",
] as const;

/** Both in the order of `mergeLines`. */
function sameLines(a: readonly ReportLine[], b: readonly ReportLine[]): boolean {
  return a.length === b.length && a.every((line, i) => figures.every((name) => line[name] === b[i]?.[name]));
}

function inTheWay(bucket: Span, other: Span): string {
  if (sameSpan(bucket, other)) return `${dayKey(bucket.start)} is in the file twice, with other figures`;
  return `${spanText(bucket)} is a part of ${spanText(other)}, which is known as one figure; import the report of the whole day`;
}

const spanText = ({ start, end }: Span) => `${start.toISOString().slice(0, 16)}Z to ${end.toISOString().slice(0, 16)}Z`;
