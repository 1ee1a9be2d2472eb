import { z } from "zod";
import { type Approval, approvalStatuses, listApprovals } from "#server/alerts/approval-queries.ts";
import { identifier } from "#server/catalog/fields.ts";
import { type InsightKind, insightKinds } from "#server/insights/insight.ts";
import { type InsightView, listInsights } from "#server/insights/queries.ts";
import type { EstimateView } from "#server/projections/forecast.ts";
import { getProjection } from "#server/projections/get-projection.ts";
import { type ScopeForecast, scopeForecasts } from "#server/projections/scope-forecasts.ts";
import { searchText } from "#server/search-text.ts";
import { dayKey, monthKey } from "#server/time/window.ts";
import { dollars } from "../columns.ts";
import type { CsvColumn } from "../csv.ts";
import { allAtOnce, exportTable, opened, pageByPage } from "../export-table.ts";
import { byText } from "../search.ts";

const approvalsAtOnce = 200;

const kindTexts: Record<InsightKind, string> = {
  cheaper_model: "Cheaper Model",
  caching: "Caching",
  retries: "Retries",
  effort: "Effort",
  unusual_run: "Unusual Run",
};

const estimate = (
  name: string,
  of: (row: ScopeForecast) => EstimateView | null | undefined,
): CsvColumn<ScopeForecast>[] => [
  dollars(`${name} Spent`, (row) => of(row)?.spentNanos),
  dollars(`${name} Projected`, (row) => of(row)?.projectedNanos),
  dollars(`${name} Low`, (row) => of(row)?.lowNanos),
  dollars(`${name} High`, (row) => of(row)?.highNanos),
];

/** What is to come, what may be saved and what is asked for. */
export const foresightTables = {
  projections: exportTable({
    input: z.strictObject({ of: z.enum(["project", "agent"]).default("project"), q: searchText().default("") }),
    open: async ({ ctx, input: { of, q } }) => {
      const rows = byText(await scopeForecasts({ ctx, scope: of }), q, ({ id, name }) => [id, name]);
      return opened(
        allAtOnce(rows.toSorted(byMonthEnd)),
        [
          { header: of === "project" ? "Project" : "Agent", text: ({ name }) => name },
          { header: of === "project" ? "Project Id" : "Agent Id", text: ({ id }) => id },
          { header: "Days of Data", number: ({ forecast }) => forecast.daysOfData },
          ...estimate("Today", ({ forecast }) => forecast.day),
          ...estimate("This Week", ({ forecast }) => forecast.week),
          ...estimate("This Month", ({ forecast }) => forecast.month),
        ],
        [of, monthKey(ctx.now)],
      );
    },
  }),

  "projected-days": exportTable({
    input: z.strictObject({ projectId: identifier }),
    open: async ({ ctx, input: { projectId } }) => {
      const { path } = await getProjection({ ctx, input: { scope: "project", scopeId: projectId } });
      return opened(
        // Today stands among the days that were.
        allAtOnce(path.filter(({ date }) => date > dayKey(ctx.now))),
        [
          { header: "Date", text: ({ date }) => date },
          dollars("Projected", ({ projectedNanos }) => projectedNanos),
          { header: "Low (USD)", number: ({ low }) => low },
          { header: "High (USD)", number: ({ high }) => high },
          dollars("Month to Date", ({ monthToDateNanos }) => monthToDateNanos),
        ],
        [projectId],
      );
    },
  }),

  insights: exportTable({
    input: z.strictObject({
      show: z.enum(["open", "dismissed"]).default("open"),
      kind: z.enum(insightKinds).optional(),
      project: identifier.optional(),
    }),
    open: async ({ ctx, input: { show, kind, project } }) => {
      const { items } = await listInsights(ctx, { open: show === "open" });
      const shown = items.filter(
        ({ projectId, evidence }) => (!project || projectId === project) && (!kind || evidence.kind === kind),
      );
      return opened(
        allAtOnce(shown),
        [
          { header: "Kind", text: ({ evidence }) => kindTexts[evidence.kind] },
          { header: "Project", text: ({ projectName }) => projectName },
          { header: "Agent", text: ({ agentName }) => agentName },
          { header: "Agent Id", text: ({ agentId }) => agentId },
          { header: "Model", text: ({ evidence }) => ("model" in evidence ? evidence.model : null) },
          { header: "Suggested Model", text: suggestedModel },
          { header: "Job", text: ({ evidence }) => ("jobId" in evidence ? evidence.jobId : null) },
          dollars("Amount", ({ amountNanos }) => amountNanos),
          dollars("Spent", ({ spentNanos }) => spentNanos),
          { header: "Unpriced Calls", number: ({ unpricedCalls }) => unpricedCalls },
          { header: "First Day", text: ({ first }) => first },
          { header: "Last Day", text: ({ last }) => last },
          { header: "Found (UTC)", text: ({ foundAt }) => foundAt },
          { header: "Dismissed (UTC)", text: ({ dismissed }) => dismissed?.at ?? null },
          { header: "Dismissed By", text: ({ dismissed }) => dismissed?.by ?? null },
        ],
        [show === "open" ? null : show, kind, project],
      );
    },
  }),

  approvals: exportTable({
    permission: "viewApproval",
    input: z.strictObject({ status: z.enum([...approvalStatuses, "all"]).default("all") }),
    open: ({ ctx, input: { status } }) =>
      opened(
        pageByPage(async (after: Approval | null) => {
          const statuses = status === "all" ? undefined : [status];
          const items = await listApprovals(ctx, { statuses }, { limit: approvalsAtOnce, after: after ?? undefined });
          return { items, nextCursor: items.length === approvalsAtOnce ? (items.at(-1) ?? null) : null };
        }),
        [
          { header: "Time (UTC)", text: ({ createdAt }) => createdAt },
          { header: "Status", text: ({ status }) => status },
          { header: "Agent", text: ({ agentName }) => agentName },
          { header: "Agent Id", text: ({ agentId }) => agentId },
          { header: "Project", text: ({ projectName }) => projectName },
          dollars("Amount", ({ amountNanos }) => amountNanos),
          dollars("Limit Raised By", ({ extraNanos }) => extraNanos),
          { header: "Reason", text: ({ reason }) => reason },
          { header: "Decided (UTC)", text: ({ decidedAt }) => decidedAt },
          { header: "Decided By", text: ({ decidedBy }) => decidedBy },
          { header: "Until (UTC)", text: ({ expiresAt }) => expiresAt },
        ],
        [status === "all" ? null : status],
      ),
  }),
};

const suggestedModel = ({ evidence }: InsightView): string | null =>
  evidence.kind === "cheaper_model" ? (evidence.alternatives[0]?.model ?? null) : null;

/** As the page begins: the highest month end first, those without a projection last. */
function byMonthEnd({ forecast: a }: ScopeForecast, { forecast: b }: ScopeForecast): number {
  if (!a.month || !b.month) return Number(!a.month) - Number(!b.month);
  return b.month.projected - a.month.projected;
}
