import { AppError } from "#server/errors.ts";
import type { TransactionCursor } from "#server/ledger/transaction-queries.ts";

/** Where a page of charges ended, as a text that leads on to the next. */
export function encodeCursor({ occurredAt, id }: TransactionCursor): string {
  return Buffer.from(JSON.stringify([occurredAt.getTime(), id])).toString("base64url");
}

/** @throws AppError `validation_failed` for what `encodeCursor` did not make. */
export function decodeCursor(cursor: string): TransactionCursor {
  try {
    const [time, id] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as [unknown, unknown];
    if (Number.isSafeInteger(time) && typeof id === "string") return { occurredAt: new Date(time as number), id };
  } catch {
    // Falls through to the one answer for every cursor that is none.
  }
  const message = "is not a cursor of this list; start again without one";
  throw new AppError("validation_failed", `cursor: ${message}`, { errors: [{ path: "cursor", message }] });
}
