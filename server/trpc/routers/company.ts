import { z } from "zod";
import { companyAgents, companyAgentsInput } from "#server/reports/company-agents.ts";
import { companyCosts } from "#server/reports/company-costs.ts";
import { orgProcedure, router } from "../init.ts";

/** The costs of the whole organisation in a month. */
export const companyRouter = router({
  costs: orgProcedure("view")
    .input(z.object({ month: z.string().optional() }))
    .query(({ ctx, input }) => companyCosts({ ctx, ...input })),

  agents: orgProcedure("view")
    .input(companyAgentsInput)
    .query(({ ctx, input }) => companyAgents({ ctx, input })),
});
