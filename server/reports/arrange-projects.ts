import { z } from "zod";
import { searchText } from "#server/search-text.ts";
import type { crossProjectSummary } from "./cross-project-summary.ts";

/** A project in the cross-project summary. */
export type ProjectRow = Awaited<ReturnType<typeof crossProjectSummary>>["projects"][number];

const projectStatuses = ["over_limit", "near_limit", "on_track", "no_limit"] as const;
/** What the projects can be sorted by. */
const projectSorts = ["name", "cost", "change", "budget", "forecast", "last"] as const;

/** Which projects, and in which order: `-cost` is the dearest first. */
export const projectFilter = z.object({
  q: searchText(200).default(""),
  status: z.enum(["all", ...projectStatuses]).default("all"),
  sort: z.enum(projectSorts.flatMap((id) => [id, `-${id}`] as const)).default("-budget"),
});
export type ProjectFilter = z.output<typeof projectFilter>;

/** The projects whose name or id holds `q`, of that status, in that order; those without the figure come last either way. */
export function arrangeProjects(projects: readonly ProjectRow[], { q, status, sort }: ProjectFilter): ProjectRow[] {
  const wanted = q.trim().toLowerCase();
  const desc = sort.startsWith("-");
  const key = keys[sort.replace("-", "") as (typeof projectSorts)[number]];
  const shown = projects.filter(
    (project) =>
      (status === "all" || project.status === status) &&
      (project.name.toLowerCase().includes(wanted) || project.projectId.toLowerCase().includes(wanted)),
  );
  const keyed = shown.map((project) => ({ project, value: key(project) }));
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    if (a.value === b.value) return 0;
    return a.value < b.value === desc ? 1 : -1;
  });
  return keyed.map(({ project }) => project);
}

const keys: Record<(typeof projectSorts)[number], (project: ProjectRow) => string | number | bigint | null> = {
  name: ({ name }) => name.toLowerCase(),
  cost: ({ costNanos }) => BigInt(costNanos),
  change: ({ comparableCost, previousCost }) =>
    comparableCost === null || !previousCost ? null : comparableCost / previousCost,
  budget: ({ cost, budgetLimit }) => (budgetLimit ? cost / budgetLimit : null),
  forecast: ({ forecast }) => (forecast?.month ? BigInt(forecast.month.projectedNanos) : null),
  last: ({ lastEventAt }) => lastEventAt,
};
