import { z } from "zod";
import { identifier } from "#server/catalog/fields.ts";
import { dismissInput, dismissInsight } from "#server/insights/dismiss-insight.ts";
import { findInsights } from "#server/insights/find-insights.ts";
import { listInsights } from "#server/insights/queries.ts";
import { orgProcedure, router } from "../init.ts";

/** Where money may be saved: what the last search found. */
export const insightsRouter = router({
  list: orgProcedure("view")
    .input(z.object({ show: z.enum(["open", "dismissed"]).default("open"), agentId: identifier.optional() }))
    .query(({ ctx, input: { show, agentId } }) => listInsights(ctx, { open: show === "open", agentId })),

  /** Looks anew, now instead of within the hour; answers when it is done. */
  refresh: orgProcedure("view").mutation(async ({ ctx }) => {
    await findInsights({ ctx });
  }),

  /** Puts one away for everyone, or takes that back (`dismissed: false`). */
  dismiss: orgProcedure("dismissInsight")
    .input(dismissInput)
    .mutation(({ ctx, input }) => dismissInsight({ ctx, input })),
});
