import { z } from "zod";
import { correctionMarks } from "#server/books/queries.ts";
import type { Ctx } from "#server/context.ts";
import type { LedgerEntry } from "#server/ledger/entry.ts";
import { monthKey, monthWindow } from "#server/time/window.ts";

/** Calls of a closed UTC month, `2026-10`: they are in the ledger as any other, and as corrections in the books of a later one. */
export const lateCalls = z.object({ month: z.string(), bookedMonth: z.string(), calls: z.int() });
export type LateCalls = z.infer<typeof lateCalls>;

/** In whose books a call of a closed month is. */
export const correction = lateCalls.omit({ calls: true });
export type Correction = z.infer<typeof correction>;

/** That of one recorded call, as it was told: `{ correction }`, or nothing where it is in the books of its own month. */
export async function correctionOf(
  ctx: Pick<Ctx, "orgId" | "now">,
  { id, occurredAt }: { id?: unknown; occurredAt?: unknown },
): Promise<{ correction?: Correction }> {
  if (typeof occurredAt !== "string") return {};
  const [late] = await lateCallsOf(ctx, [{ id: String(id), occurredAt: new Date(occurredAt) }]);
  return late ? { correction: { month: late.month, bookedMonth: late.bookedMonth } } : {};
}

/** Which of these recorded calls came after their month was closed, by month. Asks nothing where all are of this month. */
export async function lateCallsOf(
  ctx: Pick<Ctx, "orgId" | "now">,
  recorded: readonly Pick<LedgerEntry, "id" | "occurredAt">[],
): Promise<LateCalls[]> {
  const { start } = monthWindow(ctx.now);
  const earlier = recorded.filter(({ occurredAt }) => occurredAt < start);
  if (earlier.length === 0) return [];
  const ids = earlier.map(({ id }) => id);
  const marks = await correctionMarks(ctx, ids);
  return sumLateCalls(
    earlier.flatMap(({ id, occurredAt }) => {
      const mark = marks.get(id);
      return mark?.reason === "late" ? [{ month: monthKey(occurredAt), bookedMonth: mark.bookedMonth, calls: 1 }] : [];
    }),
  );
}

/** One row for each pair of months, oldest first. */
export function sumLateCalls(rows: readonly LateCalls[]): LateCalls[] {
  const sums = new Map<string, LateCalls>();
  for (const { month, bookedMonth, calls } of rows) {
    const key = `${month} ${bookedMonth}`;
    sums.set(key, { month, bookedMonth, calls: calls + (sums.get(key)?.calls ?? 0) });
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
