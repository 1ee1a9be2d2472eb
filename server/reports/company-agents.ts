import { z } from "zod";
import { agentTypeLabel } from "#server/catalog/agent-types.ts";
import { listProjects } from "#server/catalog/queries.ts";
import { agentTypeColour } from "#server/catalog/series-colour.ts";
import type { Ctx } from "#server/context.ts";
import { agentsOfMonth } from "#server/ledger/company-queries.ts";
import { comparedAgents } from "#server/ledger/cost-queries.ts";
import { divideHalfEven } from "#server/money/amount.ts";
import { searchText } from "#server/search-text.ts";
import { agentProjects } from "./agent-projects.ts";
import { companyFigures } from "./company-costs.ts";
import { costOf, sumUsage } from "./figures.ts";
import { monthPeriod } from "./period.ts";

/** How many agents a page has. */
const onePage = 50;

/** What the agents of a month can be sorted by. */
const agentSorts = ["name", "project", "jobs", "tokens", "per-job", "cost"] as const;

/** Which agents, in which order; pages count from 1. */
export const companyAgentsInput = z.strictObject({
  month: z.string().optional(),
  /** Words in the agent's name, id or type, or in its project's name. */
  q: searchText().default(""),
  sort: z.enum(agentSorts).default("cost"),
  desc: z.boolean().default(true),
  page: z.int().min(1).max(1_000_000).default(1),
});

type CompanyAgentsInput = { ctx: Ctx; input: z.output<typeof companyAgentsInput>; pageSize?: number };

type Row = Awaited<ReturnType<typeof agentsOfMonth>>[number] & { projectName: string | null };

/**
 * A page of the agents that were used in a UTC month (the running one where none is named). `total` is of all that were found
 * (without `q`, the organisation's month), `agents` counts every agent of the month. A page after the last is the last. @throws AppError `validation_failed`.
 */
export async function companyAgents({ ctx, input, pageSize = onePage }: CompanyAgentsInput) {
  const period = monthPeriod(input.month, ctx.now);
  const [used, projects] = await Promise.all([agentsOfMonth(ctx, period.firstDay), listProjects(ctx)]);
  const names = new Map(projects.map(({ id, name }) => [id, name]));
  const words = input.q.trim().toLowerCase();
  const agents = used.filter(({ calls, jobs }) => calls > 0n || jobs > 0);
  const wanted = agents
    .map((row): Row => ({ ...row, projectName: row.projectId && (names.get(row.projectId) ?? row.projectId) }))
    .filter((row) =>
      [row.agentId, row.name, row.agentType, agentTypeLabel(row.agentType), row.projectName].some((text) =>
        text?.toLowerCase().includes(words),
      ),
    );
  const sorted = wanted.toSorted(order(input));
  const before = Math.min(
    (input.page - 1) * pageSize,
    Math.floor(Math.max(sorted.length - 1, 0) / pageSize) * pageSize,
  );
  const shown = sorted.slice(before, before + pageSize);
  const { compared } = period;
  const [projectsOf, costs] = await Promise.all([
    agentProjects(ctx, shown, period.shown),
    compared &&
      comparedAgents(
        ctx,
        shown.map(({ agentId }) => agentId),
        compared,
      ),
  ]);
  return {
    month: period.month,
    agents: agents.length,
    found: wanted.length,
    /** Which page it is: the one that was asked for, or the last. */
    page: 1 + before / pageSize,
    /** How many come before this page. */
    before,
    total: companyFigures(sumUsage(wanted)),
    rows: shown.map((row) => ({
      agentId: row.agentId,
      name: row.name,
      agentType: row.agentType,
      label: agentTypeLabel(row.agentType),
      colour: agentTypeColour(row.agentType),
      projectId: row.projectId,
      projectName: row.projectName,
      /** Where it works: the project it is registered in, then the others of the month. Its figures are of all together. */
      projects: projectsOf.get(row.agentId) ?? [],
      ...companyFigures(row),
      costPerJobNanos: perJob(row)?.toString() ?? null,
      comparableCost: compared && costOf(costs?.get(row.agentId)?.current ?? 0n).cost,
      previousCost: compared && costOf(costs?.get(row.agentId)?.previous ?? 0n).cost,
    })),
  };
}

const perJob = (row: Row) => (row.jobs === 0 ? null : divideHalfEven(row.costNanos, BigInt(row.jobs)));

const values: Record<(typeof agentSorts)[number], (row: Row) => string | number | bigint | null> = {
  name: (row) => row.name.toLowerCase(),
  project: (row) => row.projectName?.toLowerCase() ?? null,
  jobs: (row) => row.jobs,
  tokens: (row) => row.inputTokens + row.outputTokens,
  "per-job": perJob,
  cost: (row) => row.costNanos,
};

/** By the value asked for, those without one last; equal ones by id, so that no page repeats or leaves out a row. */
function order({ sort, desc }: { sort: (typeof agentSorts)[number]; desc: boolean }) {
  const read = values[sort];
  return (a: Row, b: Row): number => {
    const [x, y] = [read(a), read(b)];
    if (x === y) return a.agentId < b.agentId ? -1 : 1;
    if (x === null || y === null) return x === null ? 1 : -1;
    return x < y === desc ? 1 : -1;
  };
}
