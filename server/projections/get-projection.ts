import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import { getAgent } from "#server/catalog/agent-queries.ts";
import { identifier } from "#server/catalog/fields.ts";
import { getProject } from "#server/catalog/queries.ts";
import type { Ctx, OrgId } from "#server/context.ts";
import { parseInput } from "#server/parse-input.ts";
import { type Forecast, forecastOf } from "./forecast.ts";
import { type CounterScope, spendHistories } from "./spend-histories.ts";

const mostBusyMs = 10;
/** Projections stand still for so long, so that pages that are opened one after the other agree to the cent. */
const standsMs = 15 * 60_000;

type Reader = { orgId: OrgId; now: Date };

/** Whose spend is projected. */
export const projectionInput = z.discriminatedUnion("scope", [
  z.strictObject({ scope: z.literal("organization") }),
  z.strictObject({ scope: z.literal("project"), scopeId: identifier }),
  z.strictObject({ scope: z.literal("agent"), scopeId: identifier }),
]);

/**
 * The forecast of the organisation, of a project or of an agent: the one number that every page shows.
 * @throws AppError `forbidden`, `validation_failed`, `not_found`.
 */
export async function getProjection({ ctx, input }: { ctx: Ctx; input: z.input<typeof projectionInput> }) {
  requirePermission(ctx, "view");
  const whose = parseInput(projectionInput, input);
  if (whose.scope === "project") await getProject(ctx, whose.scopeId);
  if (whose.scope === "agent") await getAgent(ctx, whose.scopeId);
  return forecastFor(ctx, counterOf(ctx, whose));
}

/** The counters of an organisation, a project or an agent. */
export function counterOf(ctx: { orgId: OrgId }, whose: z.output<typeof projectionInput>): CounterScope {
  if (whose.scope === "organization") return { scope: "organization", projectId: "", scopeId: ctx.orgId };
  const projectId = whose.scope === "project" ? whose.scopeId : "";
  return { scope: whose.scope, projectId, scopeId: whose.scopeId };
}

/** The forecasts of these scopes, in their order. */
export async function forecastsFor(ctx: Reader, scopes: readonly CounterScope[]): Promise<Forecast[]> {
  const now = new Date(ctx.now.getTime() - (ctx.now.getTime() % standsMs));
  const histories = await spendHistories({ orgId: ctx.orgId, now }, scopes);
  const forecasts: Forecast[] = [];
  let busySince = performance.now();
  for (const history of histories) {
    forecasts.push(forecastOf(history, now));
    // Of hundreds of projects, the first time of a day: others are let in between.
    if (performance.now() - busySince < mostBusyMs) continue;
    await setImmediate();
    busySince = performance.now();
  }
  return forecasts;
}

/** The forecast of one scope. */
export async function forecastFor(ctx: Reader, scope: CounterScope): Promise<Forecast> {
  const [forecast] = await forecastsFor(ctx, [scope]);
  return forecast ?? forecastOf({ days: [], today: 0n }, ctx.now);
}
