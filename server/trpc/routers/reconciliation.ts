import { z } from "zod";
import { importReport } from "#server/ingest/import/import-report.ts";
import { reconciliation, reconciliationInput } from "#server/reports/reconciliation.ts";
import { orgProcedure, router } from "../init.ts";

/** What providers billed against the ledger. */
export const reconciliationRouter = router({
  month: orgProcedure("reconcile")
    .input(reconciliationInput)
    .query(({ ctx, input }) => reconciliation({ ctx, input })),

  importReport: orgProcedure("reconcile")
    .input(
      z.strictObject({
        text: z.string().max(900_000, "must be a report of at most 900 kB; larger ones by REST or npm run import"),
        account: z.string().optional(),
      }),
    )
    .mutation(({ ctx, input }) => importReport({ ctx, text: input.text, account: input.account })),
});
