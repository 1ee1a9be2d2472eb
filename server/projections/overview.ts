import { requirePermission } from "#server/access/permissions.ts";
import { listAgents } from "#server/catalog/agent-queries.ts";
import { listProjects } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { dayMs, monthKey } from "#server/time/window.ts";
import type { Forecast } from "./forecast.ts";
import { counterOf, forecastsFor } from "./get-projection.ts";

/** Who has not been heard of for so long has nothing to project. */
const idleMs = 30 * dayMs;

/** A project or an agent, and what it is projected to cost. */
export type ScopeForecast = { id: string; name: string; projectId: string | null; forecast: Omit<Forecast, "path"> };

/**
 * What the organisation, its projects and its agents are projected to cost today, this week and this month (UTC). Left out
 * is who made no call for 30 days.
 * @throws AppError `forbidden`.
 */
export async function projectionOverview({ ctx }: { ctx: Ctx }) {
  requirePermission(ctx, "view");
  const [allProjects, allAgents] = await Promise.all([listProjects(ctx), listAgents(ctx)]);
  const isHeard = ({ lastEventAt }: { lastEventAt: Date | null }) =>
    lastEventAt !== null && ctx.now.getTime() - lastEventAt.getTime() < idleMs;
  const projects = allProjects.filter(isHeard);
  const agents = allAgents.filter(isHeard);
  const [organization, ...forecasts] = await forecastsFor(ctx, [
    counterOf(ctx, { scope: "organization" }),
    ...projects.map(({ id }) => counterOf(ctx, { scope: "project", scopeId: id })),
    ...agents.map(({ id }) => counterOf(ctx, { scope: "agent", scopeId: id })),
  ]);
  const row = (of: { id: string; name: string; projectId?: string | null }, forecast: Forecast | undefined) => {
    if (!forecast) return [];
    const { path: _, ...figures } = forecast;
    return [{ id: of.id, name: of.name, projectId: of.projectId ?? null, forecast: figures }];
  };
  return {
    month: monthKey(ctx.now),
    organization: organization ?? null,
    projects: projects.flatMap((project, index): ScopeForecast[] => row(project, forecasts[index])),
    agents: agents.flatMap((agent, index): ScopeForecast[] => row(agent, forecasts[projects.length + index])),
  };
}
