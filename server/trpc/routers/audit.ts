import { z } from "zod";
import { auditFilters, auditLog } from "#server/audit-log.ts";
import { searchText } from "#server/search-text.ts";
import { orgProcedure, router } from "../init.ts";

const text = searchText().optional();

/** Who changed what in the organisation. */
export const auditRouter = router({
  list: orgProcedure("viewAudit")
    .input(z.object({ group: text, actor: text, target: text, cursor: z.string().max(1000).nullish() }))
    .query(({ ctx, input: { cursor, ...filter } }) => auditLog(ctx, filter, cursor)),

  filters: orgProcedure("viewAudit").query(({ ctx }) => auditFilters(ctx)),
});
