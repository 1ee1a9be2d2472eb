import type { z } from "zod";
import type { Permission } from "#server/access/permissions.ts";
import type { Ctx } from "#server/context.ts";
import { type Batches, type CsvColumn, csvStream } from "./csv.ts";

type Rows<Row> = AsyncGenerator<readonly Row[], void>;

/** The rows of a table, and what tells its file from another of the same table: a project, a month. */
type Opened = {
  about: string[];
  body: () => ReadableStream<Uint8Array>;
  /** The file is named for the period it is of, and not for the day it is made on. */
  isOfPeriod?: boolean;
};

/** A table that can be had as CSV. `open` is given the query as `input` checked it. */
export type ExportTable = {
  permission: Permission;
  /** The action that the audit log is told, with what was asked for, whenever somebody takes the table; null for none. */
  audited: string | null;
  input: z.ZodType;
  open: (request: { ctx: Ctx; input: unknown }) => Promise<Opened>;
};

/** Declares a table: who may have it, what it is asked for, and how its rows are got. Everything that can fail fails in `open`. */
export function exportTable<Schema extends z.ZodType>(table: {
  permission?: Permission;
  audited?: string;
  input: Schema;
  open: (request: { ctx: Ctx; input: z.output<Schema> }) => Promise<Opened>;
}): ExportTable {
  return {
    permission: table.permission ?? "view",
    audited: table.audited ?? null,
    input: table.input,
    open: ({ ctx, input }) => table.open({ ctx, input: input as z.output<Schema> }),
  };
}

/**
 * Rows with their columns. The first rows are there before the answer begins, so that what goes wrong then is still an
 * error, and not half a file.
 */
export async function opened<Row>(
  rows: AsyncGenerator<readonly Row[], void>,
  columns: readonly CsvColumn<NoInfer<Row>>[],
  about: readonly (string | null | undefined)[] = [],
): Promise<Opened> {
  const first = await rows.next();
  return {
    about: about.filter((part): part is string => Boolean(part)),
    body: () => csvStream(columns, resumed(first, rows)),
  };
}

function resumed<Row>(first: IteratorResult<readonly Row[], void>, rows: Rows<Row>): Batches<Row> {
  let taken = false;
  return {
    next: async () => {
      if (taken) return rows.next();
      taken = true;
      return first;
    },
    return: () => rows.return(),
  };
}

/** Rows that are all there, as one batch. */
export async function* allAtOnce<Row>(rows: readonly Row[]): Rows<Row> {
  yield rows;
}

/** Rows of a list that comes in pages: `next` is given where the page before ended. */
export async function* pageByPage<Row, Cursor>(
  next: (cursor: Cursor | null) => Promise<{ items: readonly Row[]; nextCursor: Cursor | null }>,
): Rows<Row> {
  for (let cursor: Cursor | null = null; ; ) {
    const page: { items: readonly Row[]; nextCursor: Cursor | null } = await next(cursor);
    yield page.items;
    if (page.nextCursor === null) return;
    cursor = page.nextCursor;
  }
}
