import { z } from "zod";
import { setLimit, setLimitInput } from "#server/budgets/set-limit.ts";
import { agentTypeAgents } from "#server/reports/agent-type-agents.ts";
import { dailySpend } from "#server/reports/daily-spend.ts";
import { firstCall } from "#server/reports/first-call.ts";
import { liveTicker } from "#server/reports/live-ticker.ts";
import { monthlySummary } from "#server/reports/monthly-summary.ts";
import { monthlyTrend } from "#server/reports/monthly-trend.ts";
import { ownProjectsSummary } from "#server/reports/own-projects-summary.ts";
import { pipelineSpend } from "#server/reports/pipeline-spend.ts";
import { portfolio, portfolioInput } from "#server/reports/portfolio.ts";
import { providerSpend } from "#server/reports/provider-spend.ts";
import { recentTransactions, transactionFilters } from "#server/reports/recent-transactions.ts";
import { spendMonths } from "#server/reports/spend-months.ts";
import { ticker } from "#server/reports/ticker.ts";
import { rangePresets } from "#server/time/range.ts";
import { orgProcedure, router } from "../init.ts";
import { mayStillRead, withMappedErrors } from "../subscription.ts";

const ofProject = z.object({ projectId: z.string() });
const ofMonth = ofProject.extend({ month: z.string().optional() });

/** A project, or without one the whole organisation. */
const scope = z.object({ projectId: z.string().nullable().default(null) });

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

  /** Of every organisation that the person belongs to. */
  getCrossProjectSummary: orgProcedure("view").query(({ ctx }) =>
    ownProjectsSummary({ ctx, organizations: ctx.session.organizations }),
  ),

  /** The organisation that the person works in, a page at a time, searched, filtered and sorted: the dashboard. */
  getPortfolio: orgProcedure("view")
    .input(portfolioInput)
    .query(({ ctx, input }) => portfolio({ ctx, input })),

  getFirstCall: orgProcedure("view").query(({ ctx }) => firstCall({ ctx })),

  setBudgetLimit: orgProcedure("setLimit")
    .input(setLimitInput)
    .mutation(({ ctx, input }) => setLimit({ ctx, input })),

  getRecentTransactions: orgProcedure("view")
    .input(ofProject.extend({ cursor: z.string().optional(), filters: transactionFilters.optional() }))
    .query(({ ctx, input }) => recentTransactions({ ctx, ...input })),

  getDailySpend: orgProcedure("view")
    .input(ofMonth.extend({ range: z.enum(rangePresets), groupBy: z.enum(["agentType", "provider"]).optional() }))
    .query(({ ctx, input }) => dailySpend({ ctx, ...input })),

  /** The agents behind a row of `agentBreakdown`. */
  getAgentTypeAgents: orgProcedure("view")
    .input(ofMonth.extend({ agentType: z.string().max(128) }))
    .query(({ ctx, input }) => agentTypeAgents({ ctx, ...input })),

  getPipelineSpend: orgProcedure("view")
    .input(ofMonth)
    .query(({ ctx, input }) => pipelineSpend({ ctx, ...input })),

  getProviderSpend: orgProcedure("view")
    .input(ofMonth)
    .query(({ ctx, input }) => providerSpend({ ctx, ...input })),

  /** Spend as it stands now. Pages ask for it when `events.live` says that calls were recorded: all tabs share one stream. */
  getTickerNow: orgProcedure("view")
    .input(scope)
    .query(({ ctx, input }) => ticker({ ctx, ...input })),

  /** The same by server-sent events, again with every recorded call, for whoever follows one scope. */
  getTicker: orgProcedure("view")
    .input(scope)
    .subscription(({ ctx, input, signal }) =>
      withMappedErrors(liveTicker({ ctx, ...input, signal, mayRead: () => mayStillRead(ctx) })),
    ),
});
