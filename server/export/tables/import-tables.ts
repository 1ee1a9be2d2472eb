import { z } from "zod";
import { type RefusedLine, refusedLines } from "#server/ingest/uploads/import-queries.ts";
import type { CsvColumn } from "../csv.ts";
import { exportTable, opened } from "../export-table.ts";

/** A refused line of a file, as the page and `npm run import` list it. */
export const refusedColumns: readonly CsvColumn<RefusedLine>[] = [
  { header: "File", text: ({ file }) => file },
  { header: "Line", number: ({ line }) => line },
  { header: "Reason", text: ({ reason }) => reason },
];

/** What of an imported file was not recorded. */
export const importTables = {
  "refused-lines": exportTable({
    permission: "ingest",
    input: z.strictObject({ import: z.string().min(1).max(200) }),
    open: ({ ctx, input }) => opened(refusedLines(ctx, input.import), refusedColumns, [input.import]),
  }),
};
