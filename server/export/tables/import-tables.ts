import { z } from "zod";
import { refusedLines } from "#server/ingest/uploads/import-queries.ts";
import { exportTable, opened } from "../export-table.ts";

/** What of an imported file was not recorded. */
export const importTables = {
  "refused-lines": exportTable({
    permission: "ingest",
    input: z.strictObject({ import: z.string().min(1).max(200) }),
    open: ({ ctx, input }) =>
      opened(
        refusedLines(ctx, input.import),
        [
          { header: "File", text: ({ file }) => file },
          { header: "Line", number: ({ line }) => line },
          { header: "Reason", text: ({ reason }) => reason },
        ],
        [input.import],
      ),
  }),
};
