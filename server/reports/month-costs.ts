import { organizationMonth } from "#server/budgets/organization-month.ts";
import { listProjects } from "#server/catalog/queries.ts";
import type { OrgId } from "#server/context.ts";
import { agentsOfMonth } from "#server/ledger/company-queries.ts";
import { allProjects, organizationSeries, type Usage } from "#server/ledger/queries.ts";
import { monthWindow } from "#server/time/window.ts";
import { byCost, sumUsage } from "./figures.ts";

/** What one agent or project spent this month (UTC), and the jobs that ended in it. Cents may have a fraction. */
export type MonthCosts = {
  id: string;
  name: string;
  costCents: number;
  costNanos: string;
  inputTokens: number;
  outputTokens: number;
  calls: number;
  jobs: number;
  unpricedCalls: number;
};

type Reader = { orgId: OrgId; now: Date };

/** Spend of the current month by agent or by project, dearest first: they sum to the organisation's. */
export async function monthCosts(ctx: Reader, by: "agent" | "project"): Promise<MonthCosts[]> {
  const rows = by === "agent" ? await agentCosts(ctx) : await projectCosts(ctx);
  return rows
    .filter((row) => row.calls > 0n || row.jobs > 0)
    .toSorted(byCost((row) => row.id))
    .map((row) => ({
      id: row.id,
      name: row.name,
      costCents: cents(row.costNanos),
      costNanos: row.costNanos.toString(),
      inputTokens: Number(row.inputTokens),
      outputTokens: Number(row.outputTokens),
      calls: Number(row.calls),
      jobs: row.jobs,
      unpricedCalls: Number(row.unpricedCalls),
    }));
}

type Named = Usage & { id: string; name: string };

async function agentCosts(ctx: Reader): Promise<Named[]> {
  const rows = await agentsOfMonth(ctx, firstDay(ctx));
  return rows.map((row) => ({ ...row, id: row.agentId }));
}

async function projectCosts(ctx: Reader): Promise<Named[]> {
  const [rows, projects] = await Promise.all([allProjects(ctx, firstDay(ctx)), listProjects(ctx)]);
  const names = new Map(projects.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({ ...row, id: row.projectId, name: names.get(row.projectId) ?? row.projectId }));
}

/**
 * Total spend, budget (the lowest monthly limit of the organisation, null where there is none) and utilisation of the current
 * month, in cents and per cent (cut to two decimals).
 */
export async function monthCostSummary(ctx: Reader) {
  const day = firstDay(ctx);
  const [months, budget] = await Promise.all([
    organizationSeries(ctx, "month", { first: day, last: day }),
    organizationMonth(ctx),
  ]);
  const total = sumUsage(months);
  return {
    spendCents: cents(total.costNanos),
    spendNanos: total.costNanos.toString(),
    budgetCents: budget && cents(budget.limitNanos),
    utilizationPercent: budget && Number((total.costNanos * 10_000n) / budget.limitNanos) / 100,
    unpricedCalls: Number(total.unpricedCalls),
  };
}

const firstDay = (ctx: Reader) => `${monthWindow(ctx.now).key}-01`;
const cents = (nanos: bigint) => Number(nanos) / 1e7;
