import type { OrgId } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { toDecimalString } from "#server/money/amount.ts";

type Row = NonNullable<Awaited<ReturnType<ReturnType<typeof prisma>["reprice"]["findFirst"]>>>;

/** How far a reprice has come and what it changed so far. Dollars as decimal text, times ISO 8601 UTC. */
export type RepriceView = ReturnType<typeof view>;

function view(row: Row) {
  return {
    id: row.id,
    provider: row.provider,
    model: row.model,
    from: row.fromAt.toISOString(),
    to: row.toAt?.toISOString() ?? null,
    include: row.include as "unpriced" | "all",
    status: row.status as "running" | "done" | "failed",
    /** Calls looked at, of about `total`. */
    looked: row.looked,
    total: row.total,
    /** Calls that were changed; of them without a price before. */
    calls: row.calls,
    unpricedCalls: row.unpricedCalls,
    before: toDecimalString(row.beforeNanos),
    after: toDecimalString(row.afterNanos),
    problem: row.problem,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/** One reprice as it stands. @throws AppError `not_found`. */
export async function getReprice({ orgId }: { orgId: OrgId }, id: string): Promise<RepriceView> {
  const row = await prisma().reprice.findUnique({ where: { orgId_id: { orgId, id } } });
  if (!row) throw new AppError("not_found", `There is no reprice "${id}".`);
  return view(row);
}

/** The last reprices of the organisation, newest first. */
export async function listReprices({ orgId }: { orgId: OrgId }, limit = 10): Promise<RepriceView[]> {
  return (await prisma().reprice.findMany({ where: { orgId }, orderBy: { id: "desc" }, take: limit })).map(view);
}
