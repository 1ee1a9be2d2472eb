import { getRetention, previewRetention } from "#server/retention/queries.ts";
import { retentionInput } from "#server/retention/retention-window.ts";
import { setRetention } from "#server/retention/set-retention.ts";
import { orgProcedure, router } from "../init.ts";

/** How long calls are kept one by one. */
export const retentionRouter = router({
  get: orgProcedure("view").query(({ ctx }) => getRetention(ctx)),

  /** What keeping them for so many months would delete now. */
  preview: orgProcedure("manageOrganization")
    .input(retentionInput)
    .query(({ ctx, input }) => previewRetention({ ctx, input })),

  set: orgProcedure("manageOrganization")
    .input(retentionInput)
    .mutation(({ ctx, input }) => setRetention({ ctx, input })),
});
