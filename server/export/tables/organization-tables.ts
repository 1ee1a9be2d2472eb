import { z } from "zod";
import { listAlerts } from "#server/alerts/queries.ts";
import { auditLog } from "#server/audit-log.ts";
import { budgetScopes } from "#server/budgets/budget.ts";
import { listBudgets } from "#server/budgets/queries.ts";
import { isFound, searchedWords } from "#server/budgets/searched-words.ts";
import type { Ctx } from "#server/context.ts";
import { budgetForecasts } from "#server/projections/budget-forecasts.ts";
import { arrangeProjects, projectFilter } from "#server/reports/arrange-projects.ts";
import { crossProjectSummary } from "#server/reports/cross-project-summary.ts";
import { searchText } from "#server/search-text.ts";
import { comparedDollars, cost, dollars, statusText } from "../columns.ts";
import type { CsvColumn } from "../csv.ts";
import { allAtOnce, exportTable, opened, pageByPage } from "../export-table.ts";

const search = searchText().default("");

/** The amount of a budget or alert in its unit: dollars as exact decimals, or tokens. */
type InUnit = { unit: "cost" | "tokens" };
function amounts<Row extends InUnit>(
  name: string,
  pick: (row: Row) => { nanos: string | null; amount: number } | null,
): CsvColumn<Row>[] {
  return [
    dollars(name, (row) => (row.unit === "cost" ? pick(row)?.nanos : null)),
    { header: `${name} (Tokens)`, number: (row) => (row.unit === "tokens" ? (pick(row)?.amount ?? null) : null) },
  ];
}

/** The tables that are of the whole organisation. */
export const organizationTables = {
  projects: exportTable({
    input: projectFilter.strict(),
    open: async ({ ctx, input }) => {
      const { projects, month, comparedWith } = await crossProjectSummary({ ctx });
      return opened(
        allAtOnce(arrangeProjects(projects, input)),
        [
          { header: "Project", text: ({ name }) => name },
          { header: "Project Id", text: ({ projectId }) => projectId },
          ...cost("Spend"),
          ...comparedDollars(
            comparedWith ? { current: { label: "Whole Days" }, previous: { label: comparedWith } } : null,
          ),
          { header: "Budget Limit (USD)", number: ({ budgetLimit }) => budgetLimit },
          { header: "Budget Used (%)", number: ({ budgetPct }) => budgetPct },
          dollars("Forecast", ({ forecast }) => forecast?.month?.projectedNanos),
          dollars("Forecast Low", ({ forecast }) => forecast?.month?.lowNanos),
          dollars("Forecast High", ({ forecast }) => forecast?.month?.highNanos),
          { header: "Status", text: ({ status }) => statusText(status) },
          { header: "Jobs", number: ({ jobCount }) => jobCount },
          { header: "Tokens", number: ({ totalTokens }) => totalTokens },
          { header: "Last Event (UTC)", text: ({ lastEventAt }) => lastEventAt },
        ],
        [month],
      );
    },
  }),

  budgets: exportTable({
    input: z.strictObject({ q: search, scope: z.enum(["all", ...budgetScopes]).default("all") }),
    open: async ({ ctx, input: { q, scope } }) => {
      const [all, forecasts] = await Promise.all([listBudgets(ctx), budgetForecasts({ ctx })]);
      const forecastOf = new Map(forecasts.map((forecast) => [forecast.budgetId, forecast]));
      const budgets = all.filter(
        (budget) => (scope === "all" || budget.scope === scope) && isFound(searchedWords(budget), q),
      );
      type Budget = (typeof budgets)[number];
      return opened(allAtOnce(budgets), [
        { header: "Budget Id", text: ({ id }) => id },
        { header: "Scope", text: (budget) => budget.scope },
        { header: "Of", text: ({ scopeName, scopeId }) => scopeName ?? scopeId },
        { header: "Project", text: ({ projectName }) => projectName },
        { header: "Window", text: (budget) => budget.window },
        ...amounts<Budget>("Limit", ({ limit: amount, limitNanos: nanos }) => ({ amount, nanos })),
        ...amounts<Budget>("Spent", ({ spent: amount, spentNanos: nanos }) => ({ amount, nanos })),
        ...amounts<Budget>("Reserved", ({ reserved: amount, reservedNanos: nanos }) => ({ amount, nanos })),
        { header: "Used (%)", number: ({ pct }) => pct },
        ...amounts<Budget>("Projected", ({ id }) => forecastOf.get(id)?.projected ?? null),
        { header: "Projected (%)", number: ({ id }) => forecastOf.get(id)?.pct ?? null },
        { header: "Passes the Limit On", text: ({ id }) => forecastOf.get(id)?.passesOn ?? null },
        { header: "Status", text: ({ enabled, status }) => (enabled ? statusText(status) : "Off") },
        { header: "At the Limit", text: ({ onExceeded }) => onExceeded.join("; ") },
        { header: "Window Ends (UTC)", text: ({ windowEnd }) => windowEnd },
      ]);
    },
  }),

  alerts: exportTable({
    input: z.strictObject({ show: z.enum(["open", "acknowledged", "all"]).default("all") }),
    open: async ({ ctx, input: { show } }) => {
      type Alert = Awaited<ReturnType<typeof listAlerts>>[number];
      return opened(
        pageByPage((after: Alert | null) => alertPage(ctx, show, after)),
        [
          { header: "Time (UTC)", text: ({ createdAt }) => createdAt },
          { header: "Level", text: ({ level }) => level },
          { header: "Scope", text: ({ scope }) => scope },
          { header: "Of", text: ({ scopeName }) => scopeName },
          { header: "Project", text: ({ seenIn }) => seenIn?.name ?? null },
          { header: "Window", text: (alert) => alert.window },
          { header: "Window Starts (UTC)", text: ({ windowStart }) => windowStart },
          ...amounts<Alert>("Limit", ({ limit: amount, limitNanos: nanos }) => ({ amount, nanos })),
          ...amounts<Alert>("Value", ({ value: amount, valueNanos: nanos }) => ({ amount, nanos })),
          { header: "Used (%)", number: ({ pct }) => pct },
          { header: "Passes the Limit on (UTC)", text: ({ passesOn }) => passesOn },
          { header: "Acknowledged (UTC)", text: ({ acknowledgedAt }) => acknowledgedAt },
          { header: "Acknowledged By", text: ({ acknowledgedBy }) => acknowledgedBy },
        ],
        [show === "all" ? null : show],
      );
    },
  }),

  audit: exportTable({
    permission: "viewAudit",
    input: z.strictObject({ group: search, actor: search, target: search }),
    open: ({ ctx, input: { group, actor, target } }) =>
      opened(
        pageByPage((cursor: string | null) =>
          auditLog(ctx, { group: group || undefined, actor: actor || undefined, target: target || undefined }, cursor),
        ),
        [
          { header: "Time (UTC)", text: ({ createdAt }) => createdAt },
          { header: "Who", text: ({ actor }) => actor },
          { header: "Action", text: ({ action }) => action },
          { header: "Target", text: ({ target }) => target },
          { header: "Before", text: ({ before }) => json(before) },
          { header: "After", text: ({ after }) => json(after) },
        ],
      ),
  }),
};

const json = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));

const alertsAtOnce = 200;

async function alertPage(
  ctx: Ctx,
  show: "open" | "acknowledged" | "all",
  after: { createdAt: string; id: string } | null,
) {
  const open = show === "all" ? undefined : show === "open";
  const items = await listAlerts(ctx, { open }, { limit: alertsAtOnce, after: after ?? undefined });
  return { items, nextCursor: items.length === alertsAtOnce ? (items.at(-1) ?? null) : null };
}
