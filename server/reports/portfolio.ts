import { z } from "zod";
import type { Ctx } from "#server/context.ts";
import { toDollars } from "#server/money/amount.ts";
import { parseInput } from "#server/parse-input.ts";
import { arrangeProjects, type ProjectRow, projectFilter } from "./arrange-projects.ts";
import { crossProjectSummary } from "./cross-project-summary.ts";
import { costOf } from "./figures.ts";

const pageSize = 50;

export const portfolioInput = projectFilter.extend({ page: z.int().min(1).max(100_000).default(1) });

/**
 * The running month (UTC) of the organisation and a page of its projects, 50 to one: those that `q` and `status` leave, in
 * the order of `sort`. `shown` is of all of these, whatever the page; a page behind the last is the last.
 * @throws AppError `validation_failed`.
 */
export async function portfolio({ ctx, input }: { ctx: Ctx; input: z.input<typeof portfolioInput> }) {
  const { page: asked, ...filter } = parseInput(portfolioInput, input);
  const { projects, total, ...month } = await crossProjectSummary({ ctx });
  const arranged = arrangeProjects(projects, filter);
  const pages = Math.max(1, Math.ceil(arranged.length / pageSize));
  const page = Math.min(asked, pages);
  const limited = projects.filter(({ budgetLimit }) => budgetLimit !== null);
  const over = limited.filter(({ status }) => status === "over_limit");
  const near = limited.filter(({ status }) => status === "near_limit");
  return {
    ...month,
    total: { ...total, ...comparedSums(projects) },
    projectCount: projects.length,
    /** How many stand near or over their limit, or will pass it at the pace of this month; `limited` is of how many. */
    risk: {
      limited: limited.length,
      over: over.length,
      near: near.length,
      projected: limited.filter((project) => project.status === "on_track" && passesLimit(project)).length,
    },
    shown: {
      count: arranged.length,
      ...costOf(arranged.reduce((sum, { costNanos }) => sum + BigInt(costNanos), 0n)),
      unpricedCalls: arranged.reduce((sum, { unpricedCalls }) => sum + unpricedCalls, 0),
      ...comparedSums(arranged),
      page,
      pages,
      pageSize,
      rows: arranged.slice((page - 1) * pageSize, page * pageSize),
    },
  };
}

/** Whether the month is projected to end over the limit. */
function passesLimit({ budgetLimit, forecast }: ProjectRow): boolean {
  return budgetLimit !== null && (forecast?.month?.projected ?? 0) >= budgetLimit;
}

/** Dollars in the compared days, in sum; null where no whole day has passed. */
function comparedSums(projects: readonly ProjectRow[]) {
  const sumOf = (pick: (project: ProjectRow) => number | null) =>
    projects.every((project) => pick(project) === null)
      ? null
      : toDollars(projects.reduce((sum, project) => sum + BigInt(Math.round((pick(project) ?? 0) * 1e9)), 0n));
  return {
    comparableCost: sumOf(({ comparableCost }) => comparableCost),
    previousCost: sumOf(({ previousCost }) => previousCost),
  };
}
