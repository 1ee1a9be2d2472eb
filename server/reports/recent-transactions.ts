import { getProject } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { projectTransactions } from "#server/ledger/transaction-queries.ts";
import { decodeCursor, encodeCursor } from "./transaction-cursor.ts";
import { transactionRows } from "./transaction-row.ts";

const pageSize = 50;

/**
 * The last 50 charges of a project, newest call first; `cursor` is the `nextCursor` of the page before.
 * @throws AppError `not_found`, `validation_failed` for a cursor that is none.
 */
export async function recentTransactions({ ctx, projectId, cursor }: { ctx: Ctx; projectId: string; cursor?: string }) {
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  const [, entries] = await Promise.all([
    getProject(ctx, projectId),
    projectTransactions(ctx, projectId, { after, limit: pageSize + 1 }),
  ]);
  const page = entries.slice(0, pageSize);
  const last = page.at(-1);
  return {
    items: await transactionRows(ctx, page),
    nextCursor: entries.length > pageSize && last ? encodeCursor(last) : null,
  };
}
