import { z } from "zod";
import { approvalStatuses, listApprovals, pendingApprovalCount } from "#server/alerts/approval-queries.ts";
import { raisesOf } from "#server/alerts/approval-raises.ts";
import { approvalDecisionInput, decideApproval } from "#server/alerts/decide-approval.ts";
import { orgProcedure, router } from "../init.ts";
import { pageInput, pageOf } from "../page.ts";

const decision = z.object({ id: z.string().max(200), input: approvalDecisionInput });

/** Calls that a person is asked about. */
export const approvalsRouter = router({
  /** Those of one status, or all, each with the limits it would raise as they stand now. */
  list: orgProcedure("viewApproval")
    .input(pageInput.extend({ status: z.enum([...approvalStatuses, "all"]).default("pending") }))
    .query(async ({ ctx, input: { status, cursor, limit } }) => {
      const statuses = status === "all" ? undefined : [status];
      const rows = await listApprovals(ctx, { statuses }, { limit: limit + 1, after: cursor ?? undefined });
      const { items, nextCursor } = pageOf(rows, limit);
      const raises = await raisesOf(ctx, items);
      return { items: items.map((item) => ({ ...item, raises: raises.get(item.id) ?? [] })), nextCursor };
    }),

  /** How many wait. */
  count: orgProcedure("viewApproval").query(({ ctx }) => pendingApprovalCount(ctx)),

  /** Approves or rejects, once: `conflict` says who was first. */
  decide: orgProcedure("decideApproval")
    .input(decision)
    .mutation(({ ctx, input }) => decideApproval({ ctx, ...input })),
});
