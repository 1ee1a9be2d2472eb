import { z } from "zod";
import { cancelImport } from "#server/ingest/uploads/cancel-import.ts";
import { getImport, listImports } from "#server/ingest/uploads/import-queries.ts";
import { prepareImport, prepareImportInput } from "#server/ingest/uploads/prepare-import.ts";
import { orgProcedure, router } from "../init.ts";

const id = z.string().min(1).max(200);

/** Files that people import. The files themselves go to `/api/imports/…`, which reads them as they arrive. */
export const importsRouter = router({
  /** 20 to a page, newest first; `cursor` is the last id of the page before. */
  list: orgProcedure("ingest")
    .input(z.object({ cursor: id.nullish(), direction: z.enum(["forward", "backward"]).optional() }))
    .query(({ ctx, input }) => listImports(ctx, input.cursor ?? undefined)),

  get: orgProcedure("ingest")
    .input(z.object({ id }))
    .query(({ ctx, input }) => getImport(ctx, input.id)),

  prepare: orgProcedure("ingest")
    .input(prepareImportInput)
    .mutation(({ ctx, input }) => prepareImport({ ctx, input })),

  cancel: orgProcedure("ingest")
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => cancelImport({ ctx, input })),
});
