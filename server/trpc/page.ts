import { z } from "zod";

/** Where a page of a list ended: the time and id of its last row. */
const position = z.object({ createdAt: z.iso.datetime(), id: z.string().max(200) });

/** The input of a list that comes in pages. `direction` is what infinite queries say beside the cursor. */
export const pageInput = z.object({
  cursor: position.nullish(),
  limit: z.int().min(1).max(200).default(50),
  direction: z.enum(["forward", "backward"]).optional(),
});

/** Cuts `rows`, of which one more than `limit` was read, to a page. */
export function pageOf<Row extends z.output<typeof position>>(
  rows: readonly Row[],
  limit: number,
): { items: Row[]; nextCursor: z.output<typeof position> | null } {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items: rows.slice(0, limit), nextCursor: last ? { createdAt: last.createdAt, id: last.id } : null };
}
