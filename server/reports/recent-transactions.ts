import { getProject } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { AppError } from "#server/errors.ts";
import { projectTransactions, type TransactionCursor } from "#server/ledger/transaction-queries.ts";
import { transactionRow } from "./transaction-row.ts";

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
    items: page.map(transactionRow),
    nextCursor: entries.length > pageSize && last ? encodeCursor(last) : null,
  };
}

function encodeCursor({ occurredAt, id }: TransactionCursor): string {
  return Buffer.from(JSON.stringify([occurredAt.getTime(), id])).toString("base64url");
}

function decodeCursor(cursor: string): TransactionCursor {
  try {
    const [time, id] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as [unknown, unknown];
    if (Number.isSafeInteger(time) && typeof id === "string") return { occurredAt: new Date(time as number), id };
  } catch {
    // Falls through to the one answer for every cursor that is none.
  }
  const message = "is not a cursor of this list; start again without one";
  throw new AppError("validation_failed", `cursor: ${message}`, { errors: [{ path: "cursor", message }] });
}
