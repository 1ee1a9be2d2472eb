import { requirePermission } from "#server/access/permissions.ts";
import { listAgents } from "#server/catalog/agent-queries.ts";
import { listProjects } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { dayMs } from "#server/time/window.ts";
import type { Forecast } from "./forecast.ts";
import { counterOf, forecastsFor } from "./get-projection.ts";

/** Who has not been heard of for so long has nothing to project. */
const idleMs = 30 * dayMs;

/** A project or an agent, and what it is projected to cost. */
export type ScopeForecast = { id: string; name: string; forecast: Omit<Forecast, "path"> };

/**
 * What every project or every agent is projected to cost today, this week and this month (UTC). Left out is who made no call
 * for 30 days. @throws AppError `forbidden`.
 */
export async function scopeForecasts({ ctx, scope }: { ctx: Ctx; scope: "project" | "agent" }) {
  requirePermission(ctx, "view");
  const all = await (scope === "project" ? listProjects(ctx) : listAgents(ctx));
  const heard = all.filter(({ lastEventAt }) => lastEventAt && ctx.now.getTime() - lastEventAt.getTime() < idleMs);
  const forecasts = await forecastsFor(
    ctx,
    heard.map(({ id }) => counterOf(ctx, { scope, scopeId: id })),
  );
  return heard.flatMap(({ id, name }, index): ScopeForecast[] => {
    const forecast = forecasts[index];
    if (!forecast) return [];
    const { path: _, ...figures } = forecast;
    return [{ id, name, forecast: figures }];
  });
}
