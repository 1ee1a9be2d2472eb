import { z } from "zod";
import type { Ctx } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { dayKey } from "#server/time/window.ts";

const fromStatement = statement(
  "ledger_entries_from",
  `SELECT entries_from AS "from" FROM org_settings WHERE org_id = $1`,
  z.object({ from: z.string().nullable() }),
);

/** From when on (UTC) calls are kept one by one; null where all are. Before it there are sums only. */
export async function entriesFrom({ orgId }: { orgId: string }): Promise<Date | null> {
  const [row] = await fromStatement(pool(), [orgId]);
  return row?.from ? new Date(`${row.from}T00:00:00.000Z`) : null;
}

/**
 * Lets who asks for calls of a time pass, unless some of them are gone: half an answer would look like a whole one.
 * @throws AppError `validation_failed` with what there is.
 */
export async function requireEntries(
  ctx: Pick<Ctx, "orgId">,
  { from, to }: { from?: Date | null | undefined; to?: Date | null | undefined },
): Promise<void> {
  if (!from && !to) return;
  const first = await entriesFrom(ctx);
  if (!first || ((!from || from >= first) && (!to || to > first))) return;
  const day = dayKey(first);
  throw new AppError(
    "validation_failed",
    `Calls before ${day} are no longer kept one by one: ask from ${day} on. The totals of every day before stay, by GET /api/v1/usage.`,
    { errors: [{ path: "from", message: `must be ${day} or later` }] },
  );
}
