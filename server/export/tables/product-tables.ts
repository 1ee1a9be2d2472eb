import { z } from "zod";
import { identifier } from "#server/catalog/fields.ts";
import { dailySpend } from "#server/reports/daily-spend.ts";
import { monthlySummary } from "#server/reports/monthly-summary.ts";
import { monthlyTrend } from "#server/reports/monthly-trend.ts";
import { pipelineSpend } from "#server/reports/pipeline-spend.ts";
import { productGrowth } from "#server/reports/product-growth.ts";
import { providerSpend } from "#server/reports/provider-spend.ts";
import { rangePresets } from "#server/time/range.ts";
import { comparedDollars, cost, dollars, share } from "../columns.ts";
import type { CsvColumn } from "../csv.ts";
import { allAtOnce, exportTable, opened } from "../export-table.ts";

const month = z.string().optional();
const ofMonth = z.strictObject({ projectId: identifier, month });

type Counted = { totalTokens: number; jobCount: number };
const tokensAndJobs: CsvColumn<Counted>[] = [
  { header: "Tokens", number: ({ totalTokens }) => totalTokens },
  { header: "Jobs", number: ({ jobCount }) => jobCount },
];

/** The tables of a product's page: a month of it, or its last days and months. */
export const productTables = {
  "by-agent-type": exportTable({
    input: ofMonth,
    open: async ({ ctx, input }) => {
      const summary = await monthlySummary({ ctx, ...input });
      return opened(
        allAtOnce(summary.agentBreakdown),
        [
          { header: "Agent Type", text: ({ label }) => label },
          { header: "Jobs", number: ({ totalJobs }) => totalJobs },
          { header: "Failed Jobs", number: ({ failedJobs }) => failedJobs },
          { header: "Input Tokens", number: ({ inputTokens }) => inputTokens },
          { header: "Output Tokens", number: ({ outputTokens }) => outputTokens },
          ...cost("Cost"),
          share(BigInt(summary.totalCostNanos)),
          ...comparedDollars(summary.comparison),
        ],
        [input.projectId, summary.month],
      );
    },
  }),

  "by-pipeline": exportTable({
    input: ofMonth,
    open: async ({ ctx, input }) => {
      const spend = await pipelineSpend({ ctx, ...input });
      return opened(
        allAtOnce(spend.rows),
        [
          {
            header: "Pipeline",
            text: ({ trigger, outsideRuns }) => (outsideRuns ? "Outside Runs" : (trigger ?? "No Trigger")),
          },
          { header: "Runs", number: ({ runCount, outsideRuns }) => (outsideRuns ? null : runCount) },
          { header: "Jobs", number: ({ jobCount }) => jobCount },
          { header: "Tokens", number: ({ totalTokens }) => totalTokens },
          dollars("Retry Cost", ({ retryCostNanos }) => retryCostNanos),
          ...cost("Cost"),
          share(BigInt(spend.totalCostNanos)),
          ...comparedDollars(spend.comparison),
        ],
        [input.projectId, spend.month],
      );
    },
  }),

  "by-provider": exportTable({
    input: ofMonth,
    open: async ({ ctx, input }) => {
      const spend = await providerSpend({ ctx, ...input });
      return opened(
        allAtOnce(spend.rows),
        [
          { header: "Provider", text: ({ label }) => label },
          { header: "Models", text: ({ models }) => models.map(({ model }) => model).join("; ") },
          { header: "Used For", text: ({ usedFor }) => usedFor.join("; ") },
          { header: "Calls", number: ({ calls }) => calls },
          { header: "Tokens", number: ({ totalTokens }) => totalTokens },
          ...cost("Cost"),
          share(BigInt(spend.totalCostNanos)),
          ...comparedDollars(spend.comparison),
        ],
        [input.projectId, spend.month],
      );
    },
  }),

  "by-model": exportTable({
    input: ofMonth,
    open: async ({ ctx, input }) => {
      const spend = await providerSpend({ ctx, ...input });
      const models = spend.rows.flatMap(({ label, models }) => models.map((model) => ({ ...model, provider: label })));
      return opened(
        allAtOnce(models),
        [
          { header: "Provider", text: ({ provider }) => provider },
          { header: "Model", text: ({ model }) => model },
          { header: "Used For", text: ({ usedFor }) => usedFor.join("; ") },
          { header: "Calls", number: ({ calls }) => calls },
          { header: "Tokens", number: ({ totalTokens }) => totalTokens },
          ...cost("Cost"),
          share(BigInt(spend.totalCostNanos)),
        ],
        [input.projectId, spend.month],
      );
    },
  }),

  "daily-spend-by-provider": exportTable({
    input: ofMonth,
    open: async ({ ctx, input }) => {
      const { month, days, rows } = await providerSpend({ ctx, ...input });
      type Day = (typeof days)[number];
      const of = (day: Day, provider: string) => day.providers.find((each) => each.provider === provider);
      return opened(
        allAtOnce(days),
        [
          { header: "Date", text: ({ date }) => date },
          ...rows.map(({ provider, label }) => dollars<Day>(label, (day) => of(day, provider)?.costNanos ?? 0n)),
          dollars("Cost", ({ providers }) => providers.reduce((sum, { costNanos }) => sum + BigInt(costNanos), 0n)),
        ],
        [input.projectId, month],
      );
    },
  }),

  "monthly-trend": exportTable({
    input: ofMonth,
    open: async ({ ctx, input }) =>
      opened(
        allAtOnce(await monthlyTrend({ ctx, ...input })),
        [{ header: "Month", text: ({ month }) => month }, ...tokensAndJobs, ...cost("Cost")],
        [input.projectId, input.month],
      ),
  }),

  growth: exportTable({
    input: z.strictObject({ projectId: identifier }),
    open: async ({ ctx, input }) => {
      const months = await productGrowth({ ctx, ...input });
      type Month = (typeof months)[number];
      const revenueOf = ({ revenueNanos }: Month) => (revenueNanos === null ? null : BigInt(revenueNanos));
      const isCostKnown = ({ costNanos, unpricedCalls }: Month) => unpricedCalls === 0 || costNanos !== "0";
      return opened(
        allAtOnce(months),
        [
          { header: "Month", text: ({ month }) => month },
          dollars("Revenue", revenueOf),
          { header: "Units", number: ({ units }) => units },
          ...cost("Cost"),
          {
            header: "Cost of Revenue (%)",
            number: (month) => {
              const revenue = revenueOf(month);
              return revenue && isCostKnown(month) ? Number((BigInt(month.costNanos) * 10_000n) / revenue) / 100 : null;
            },
          },
          dollars("Margin", (month) => {
            const revenue = revenueOf(month);
            return revenue === null || !isCostKnown(month) ? null : revenue - BigInt(month.costNanos);
          }),
          dollars("Cost per Unit", (month) =>
            month.units && isCostKnown(month) ? BigInt(month.costNanos) / BigInt(month.units) : null,
          ),
          ...tokensAndJobs,
        ],
        [input.projectId],
      );
    },
  }),

  "top-pipelines": exportTable({
    input: ofMonth,
    open: async ({ ctx, input }) => {
      const { topRuns, month, totalCostNanos } = await monthlySummary({ ctx, ...input });
      return opened(
        allAtOnce(topRuns),
        [
          { header: "Run", text: ({ runId }) => runId },
          { header: "Trigger", text: ({ trigger }) => trigger },
          { header: "Status", text: ({ status }) => status },
          { header: "Started (UTC)", text: ({ startedAt }) => startedAt },
          { header: "Jobs", number: ({ jobCount }) => jobCount },
          { header: "Tokens", number: ({ totalTokens }) => totalTokens },
          ...cost("Cost"),
          share(BigInt(totalCostNanos)),
        ],
        [input.projectId, month],
      );
    },
  }),

  "daily-spend": exportTable({
    input: ofMonth.extend({
      range: z.enum(rangePresets).default("30d"),
      groupBy: z.enum(["agentType", "provider"]).optional(),
    }),
    open: async ({ ctx, input }) => {
      const { from, to, days, groups } = await dailySpend({ ctx, ...input });
      type Day = (typeof days)[number];
      return opened(
        allAtOnce(days),
        [
          { header: "Date", text: ({ date }) => date },
          ...tokensAndJobs,
          ...groups.map(({ key, label }) =>
            dollars<Day>(label, (day) => day.groups?.find((group) => group.key === key)?.costNanos ?? 0n),
          ),
          ...cost("Cost"),
        ],
        [input.projectId, from, to],
      );
    },
  }),
};
