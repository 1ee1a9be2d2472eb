import { findAnything, findInput } from "#server/reports/find-anything.ts";
import { orgProcedure, router } from "../init.ts";

/** What the command palette looks for beyond what the page knows already. */
export const searchRouter = router({
  find: orgProcedure("view")
    .input(findInput)
    .query(({ ctx, input }) => findAnything({ ctx, input })),
});
