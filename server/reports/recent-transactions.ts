import { z } from "zod";
import { identifier } from "#server/catalog/fields.ts";
import { getProject } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { listTransactions } from "#server/ledger/list-transactions.ts";
import { projectTransactions } from "#server/ledger/transaction-queries.ts";
import { endOf, moment, startOf } from "#server/time/moment.ts";
import { decodeCursor, encodeCursor } from "./transaction-cursor.ts";
import { transactionRows } from "./transaction-row.ts";

const pageSize = 50;

/** Which charges: of an agent, of a pipeline run, from and to a UTC day (both in it) or time (`to` is not in it). */
export const transactionFilters = z.strictObject({
  agentId: identifier.optional(),
  runId: identifier.optional(),
  from: moment.optional(),
  to: moment.optional(),
});

type RecentTransactions = {
  ctx: Ctx;
  projectId: string;
  cursor?: string;
  filters?: z.output<typeof transactionFilters>;
};

/**
 * The last 50 charges of a project, or of what `filters` leave of them, newest call first; `cursor` is the `nextCursor` of
 * the page before. @throws AppError `not_found`, `validation_failed` for a cursor that is none.
 */
export async function recentTransactions({ ctx, projectId, cursor, filters }: RecentTransactions) {
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  const page = { after, limit: pageSize + 1 };
  const [, entries] = await Promise.all([
    getProject(ctx, projectId),
    filters
      ? listTransactions(ctx, { ...filters, projectId, from: startOf(filters.from), to: endOf(filters.to) }, page)
      : projectTransactions(ctx, projectId, page),
  ]);
  const shown = entries.slice(0, pageSize);
  const last = shown.at(-1);
  return {
    items: await transactionRows(ctx, shown),
    nextCursor: entries.length > pageSize && last ? encodeCursor(last) : null,
  };
}
