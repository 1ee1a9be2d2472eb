import { z } from "@hono/zod-openapi";
import { AppError } from "#server/errors.ts";

const wholeNumber = "must be a whole number from 1 to 500";

/** `?limit=&cursor=` of every list. A parameter that no one knows is refused: a misspelt filter would answer about everything. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number(wholeNumber).int(wholeNumber).min(1, wholeNumber).max(500, wholeNumber).default(50),
  cursor: z.string().max(1000).optional(),
});

/** The answer of every list; `nextCursor` is null on the last page. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable() });

/** Where the next page goes on, as opaque text. `position` is what the rows are sorted by. */
function encodeCursor(position: readonly string[]): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** No id has a NUL, and PostgreSQL refuses it. */
const given = z.string().refine((text) => !text.includes("\0"));

/**
 * The position in a cursor that `encodeCursor` made: so many texts.
 * @throws AppError `bad_request` for anything else.
 */
export const decodeCursor = (cursor: string, length: number): string[] =>
  readPosition(cursor, z.array(given).length(length));

/**
 * Where the page before ended in a list sorted by a time and an id; undefined on the first page.
 * @throws AppError `bad_request` for a cursor that is none of such a list.
 */
export function decodeTimeCursor(cursor: string | undefined): { at: string; id: string } | undefined {
  if (!cursor) return undefined;
  const [at, id] = readPosition(cursor, z.tuple([z.iso.datetime(), given]));
  return { at, id };
}

function readPosition<Position>(cursor: string, position: z.ZodType<Position>): Position {
  try {
    return position.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch (cause) {
    throw new AppError("bad_request", "The cursor is not valid. Take nextCursor of the page before.", { cause });
  }
}

/** Cuts `rows`, of which one more than `limit` was read, to a page. */
export function pageFrom<Row, Item>(
  rows: readonly Row[],
  limit: number,
  { item, position }: { item: (row: Row) => Item; position: (row: Row) => readonly string[] },
): { data: Item[]; nextCursor: string | null } {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { data: rows.slice(0, limit).map(item), nextCursor: last ? encodeCursor(position(last)) : null };
}

/**
 * A page of a list that is short enough to be read whole, in whatever order it is in.
 * @throws AppError `bad_request` for a cursor that is none, or whose row is gone.
 */
export function pageOfAll<Row extends { id: string }, Item>(
  all: readonly Row[],
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  item: (row: Row) => Item,
): { data: Item[]; nextCursor: string | null } {
  const [last] = cursor === undefined ? [] : decodeCursor(cursor, 1);
  const at = all.findIndex(({ id }) => id === last);
  if (last !== undefined && at < 0) {
    throw new AppError("bad_request", "What the page before ended with is gone. Start again without a cursor.");
  }
  return pageFrom(all.slice(at + 1, at + limit + 2), limit, { item, position: ({ id }) => [id] });
}
