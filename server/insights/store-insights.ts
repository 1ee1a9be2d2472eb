import { createHash } from "node:crypto";
import type { Insight, Prisma } from "#prisma/generated/client.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { dayFromKey, dayMs } from "#server/time/window.ts";
import type { FoundInsight } from "./insight.ts";

/** What a search read: its days (UTC), what the organisation spent in them and what of that was looked at, in nano-dollars. */
export type Search = {
  first: string;
  last: string;
  spentNanos: bigint;
  readNanos: bigint;
  agents: number;
  agentsRead: number;
  /** Of those read, with too few jobs to know what is usual. */
  agentsWithFewJobs: number;
};

/** A dismissal is remembered so long after the last search that found what was dismissed. */
const rememberedDays = 90;

/**
 * Replaces what is stored by what was found, in one transaction that whoever dismisses waits for. What was dismissed stays
 * dismissed unless its evidence is new; a search that is older than the last one stored changes nothing.
 */
export async function storeInsights(
  ctx: Pick<Ctx, "orgId" | "now">,
  { first, last, ...read }: Search,
  found: readonly FoundInsight[],
): Promise<void> {
  const { orgId, now } = ctx;
  const days = { firstDay: dayFromKey(first).start, lastDay: dayFromKey(last).start };
  const search = { ...days, ...read, searchedAt: now };
  await prisma().$transaction(async (tx) => {
    const before = await lockSearch(tx, orgId);
    if (before && before.searchedAt > now) return;
    await tx.insightSearch.upsert({ where: { orgId }, create: { orgId, ...search }, update: search });
    const known = new Map((await tx.insight.findMany({ where: { orgId } })).map((insight) => [insight.id, insight]));
    const rows = found.map((each) => rowOf(ctx, each, known.get(insightId(each))));
    const ids = new Set(rows.map(({ id }) => id));
    const forgetBefore = new Date(now.getTime() - rememberedDays * dayMs);
    const goes = [...known.values()].filter(
      ({ id, dismissedAt, seenAt }) => ids.has(id) || dismissedAt === null || seenAt < forgetBefore,
    );
    await tx.insight.deleteMany({ where: { orgId, id: { in: goes.map(({ id }) => id) } } });
    // What was dismissed and is not found now is remembered, but not shown as open again.
    await tx.insight.updateMany({ where: { orgId, dismissedAt: { not: null } }, data: { open: false } });
    await tx.insight.createMany({ data: rows });
  });
}

/** Makes sure that of a search and a dismissal one waits for the other. Null before the first search. */
export async function lockSearch(tx: Prisma.TransactionClient, orgId: string) {
  await tx.$queryRaw`SELECT 1 FROM insight_searches WHERE org_id = ${orgId} FOR UPDATE`;
  return tx.insightSearch.findUnique({ where: { orgId } });
}

/** The same for the same finding in every search, so that it is changed and not doubled. */
function insightId({ about, evidence: { kind } }: Pick<FoundInsight, "about" | "evidence">): string {
  return `${kind}-${createHash("sha256").update(about).digest("hex").slice(0, 24)}`;
}

/**
 * Whether what was dismissed is found with new evidence: it is about something else than then (another reason, another model
 * suggested), or it comes to at least one and a half times as much.
 */
function isNewEvidence(
  dismissed: { fingerprint: string; amountNanos: bigint },
  now: { fingerprint: string; amountNanos: bigint },
): boolean {
  if (dismissed.fingerprint !== now.fingerprint) return true;
  return now.amountNanos > dismissed.amountNanos && now.amountNanos * 2n >= dismissed.amountNanos * 3n;
}

function rowOf(ctx: Pick<Ctx, "orgId" | "now">, found: FoundInsight, known: Insight | undefined) {
  const { about: _, first, last, evidence, ...rest } = found;
  const { dismissedAt = null, dismissedBy = null, dismissedNanos = null, dismissedFingerprint = null } = known ?? {};
  const dismissed = { fingerprint: dismissedFingerprint ?? "", amountNanos: dismissedNanos ?? 0n };
  return {
    ...rest,
    orgId: ctx.orgId,
    id: insightId(found),
    kind: evidence.kind,
    evidence,
    firstDay: dayFromKey(first).start,
    lastDay: dayFromKey(last).start,
    foundAt: known?.foundAt ?? ctx.now,
    seenAt: ctx.now,
    // What came back stays, whatever it comes to now.
    open: known?.open !== false || isNewEvidence(dismissed, found),
    dismissedAt,
    dismissedBy,
    dismissedNanos,
    dismissedFingerprint,
  };
}
