import { getProject } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { agentsOfType } from "#server/ledger/agent-queries.ts";
import { costOf } from "./figures.ts";
import { monthPeriod } from "./period.ts";

/** As many agents of a type are named. */
const most = 50;

type AgentTypeInput = { ctx: Ctx; projectId: string; agentType: string; month?: string | undefined };

/**
 * The agents of a type by what they cost in a month of a project, the dearest 50 by name and the others as one (`rest`, null
 * where there are none): they sum to the type's row of the monthly summary. @throws AppError `not_found`, `validation_failed`.
 */
export async function agentTypeAgents({ ctx, projectId, agentType, month }: AgentTypeInput) {
  const { shown } = monthPeriod(month, ctx.now);
  const [, agents] = await Promise.all([
    getProject(ctx, projectId),
    agentsOfType(ctx, { projectId, agentType }, shown),
  ]);
  const rest = agents.slice(most);
  return {
    agents: agents.slice(0, most).map(({ agentId, name, ...figures }) => ({ agentId, name, ...figuresOf([figures]) })),
    rest: rest.length > 0 ? { count: rest.length, ...figuresOf(rest) } : null,
  };
}

type Figures = Omit<Awaited<ReturnType<typeof agentsOfType>>[number], "agentId" | "name">;

function figuresOf(rows: readonly Figures[]) {
  const sum = (pick: (row: Figures) => bigint) => rows.reduce((all, row) => all + pick(row), 0n);
  return {
    ...costOf(sum((row) => row.costNanos)),
    totalTokens: Number(sum((row) => row.inputTokens + row.outputTokens)),
    unpricedCalls: Number(sum((row) => row.unpricedCalls)),
    jobs: rows.reduce((all, row) => all + row.jobs, 0),
    failedJobs: rows.reduce((all, row) => all + row.failed, 0),
  };
}
