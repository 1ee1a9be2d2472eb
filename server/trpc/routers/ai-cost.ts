import { z } from "zod";
import { setLimit, setLimitInput } from "#server/budgets/set-limit.ts";
import { crossProjectSummary } from "#server/reports/cross-project-summary.ts";
import { dailySpend } from "#server/reports/daily-spend.ts";
import { monthlySummary } from "#server/reports/monthly-summary.ts";
import { monthlyTrend } from "#server/reports/monthly-trend.ts";
import { pipelineSpend } from "#server/reports/pipeline-spend.ts";
import { providerSpend } from "#server/reports/provider-spend.ts";
import { recentTransactions } from "#server/reports/recent-transactions.ts";
import { spendMonths } from "#server/reports/spend-months.ts";
import { rangePresets } from "#server/time/range.ts";
import { orgProcedure, router } from "../init.ts";

const ofProject = z.object({ projectId: z.string() });
const ofMonth = ofProject.extend({ month: z.string().optional() });

/** The AI Cost & Budget page. Names, inputs and fields are the API contract's; money is in dollars, exactly in `…Nanos`. */
export const aiCostRouter = router({
  getMonthlySummary: orgProcedure("view")
    .input(ofMonth)
    .query(({ ctx, input }) => monthlySummary({ ctx, ...input })),

  getSpendMonths: orgProcedure("view")
    .input(ofProject)
    .query(({ ctx, input }) => spendMonths({ ctx, ...input })),

  getMonthlyTrend: orgProcedure("view")
    .input(ofMonth)
    .query(({ ctx, input }) => monthlyTrend({ ctx, ...input })),

  getCrossProjectSummary: orgProcedure("view").query(({ ctx }) => crossProjectSummary({ ctx })),

  setBudgetLimit: orgProcedure("setLimit")
    .input(setLimitInput)
    .mutation(({ ctx, input }) => setLimit({ ctx, input })),

  getRecentTransactions: orgProcedure("view")
    .input(ofProject.extend({ cursor: z.string().optional() }))
    .query(({ ctx, input }) => recentTransactions({ ctx, ...input })),

  getDailySpend: orgProcedure("view")
    .input(ofMonth.extend({ range: z.enum(rangePresets), groupBy: z.enum(["agentType", "provider"]).optional() }))
    .query(({ ctx, input }) => dailySpend({ ctx, ...input })),

  getPipelineSpend: orgProcedure("view")
    .input(ofMonth)
    .query(({ ctx, input }) => pipelineSpend({ ctx, ...input })),

  getProviderSpend: orgProcedure("view")
    .input(ofMonth)
    .query(({ ctx, input }) => providerSpend({ ctx, ...input })),
});
