import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import type { Ctx } from "#server/context.ts";
import { pool, prisma, statement } from "#server/db.ts";
import { toDecimalString } from "#server/money/amount.ts";
import { parseInput } from "#server/parse-input.ts";
import { dayKey } from "#server/time/window.ts";
import { firstKeptDay, graceMs, retentionInput } from "./retention-window.ts";

/**
 * How long calls are kept one by one. `months`: whole UTC months before the running one, null for ever. `entriesFrom`: the first
 * day of which they are still there, null where all are. `deletesFrom`: when deletion may begin, ISO 8601, while it may not yet.
 */
export type Retention = { months: number | null; entriesFrom: string | null; deletesFrom: string | null };

type Settings = { retentionMonths: number | null; retentionSetAt: Date | null; entriesFrom: Date | null };

export function retentionOf({ retentionMonths, retentionSetAt, entriesFrom }: Settings, now: Date): Retention {
  const deletesFrom = retentionSetAt && new Date(retentionSetAt.getTime() + graceMs);
  return {
    months: retentionMonths,
    entriesFrom: entriesFrom && dayKey(entriesFrom),
    deletesFrom: deletesFrom && deletesFrom > now ? deletesFrom.toISOString() : null,
  };
}

/** The deletion that was begun last: `before` which day, how many of `calls` are gone, and why it was not begun, if so. */
export type LastPurge = {
  before: string;
  calls: number;
  deleted: number;
  problem: string | null;
  finishedAt: string | null;
};

/** How long calls are kept one by one, and the last deletion. */
export async function getRetention(ctx: Pick<Ctx, "orgId" | "now">): Promise<Retention & { last: LastPurge | null }> {
  const [settings, last] = await Promise.all([
    prisma().orgSettings.findUniqueOrThrow({ where: { orgId: ctx.orgId } }),
    prisma().entryPurge.findFirst({ where: { orgId: ctx.orgId }, orderBy: { startedAt: "desc" } }),
  ]);
  return {
    ...retentionOf(settings, ctx.now),
    last: last && {
      before: dayKey(last.before),
      calls: Number(last.calls),
      deleted: Number(last.deleted),
      problem: last.problem,
      finishedAt: last.finishedAt?.toISOString() ?? null,
    },
  };
}

export const previewStatement = statement(
  "retention_preview",
  `SELECT COALESCE(sum(u.calls), 0)::bigint AS calls, COALESCE(sum(u.cost_nanos), 0)::bigint AS "costNanos",
     COALESCE(sum(u.unpriced_calls), 0)::bigint AS "unpricedCalls", min(u.day) AS "firstDay"
   FROM usage_daily u JOIN org_settings o ON o.org_id = u.org_id
   WHERE u.org_id = $1 AND u.day < $2::date AND u.day >= COALESCE(o.entries_from, '-infinity')`,
  z.object({
    calls: z.bigint(),
    costNanos: z.bigint(),
    unpricedCalls: z.bigint(),
    firstDay: z.string().nullable(),
  }),
);

/** What a retention would delete now: the calls of days before `before`, from `firstDay` on. Dollars as decimal text. */
export type RetentionPreview = {
  before: string;
  firstDay: string | null;
  calls: number;
  unpricedCalls: number;
  cost: string;
};

/** What keeping calls for so many months would delete now. Changes nothing. @throws AppError `forbidden`, `validation_failed`. */
export async function previewRetention({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof retentionInput>;
}): Promise<RetentionPreview> {
  requirePermission(ctx, "manageOrganization");
  const { months } = parseInput(retentionInput, input);
  const before = months === null ? "0001-01-01" : firstKeptDay(ctx.now, months);
  const [row] = await previewStatement(pool(), [ctx.orgId, before]);
  return {
    before,
    firstDay: row?.firstDay ?? null,
    calls: Number(row?.calls ?? 0n),
    unpricedCalls: Number(row?.unpricedCalls ?? 0n),
    cost: toDecimalString(row?.costNanos ?? 0n),
  };
}
