import { z } from "@hono/zod-openapi";
import { acknowledgeAlerts } from "#server/alerts/acknowledge.ts";
import { type Alert, alertLevels, getAlert, listAlerts, verdicts } from "#server/alerts/queries.ts";
import { budgetScopes, budgetUnits, budgetWindows } from "#server/budgets/budget.ts";
import { getAgent } from "#server/catalog/agent-queries.ts";
import { identifier } from "#server/catalog/fields.ts";
import { getProject } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { createRestApp } from "../create-rest-app.ts";
import { decodeTimeCursor, pageFrom, pageOf, pageQuery } from "../page.ts";
import { jsonAnswer, restRoute } from "../rest-route.ts";

const params = z.object({ id: identifier });

const alertSchema = z
  .object({
    id: z.string(),
    budgetId: z.string(),
    level: z.enum(alertLevels),
    threshold: z.int(),
    scope: z.enum(budgetScopes),
    scopeId: z.string(),
    scopeName: z.string(),
    projectId: z.string().nullable(),
    seenIn: z.object({ id: z.string(), name: z.string() }).nullable(),
    window: z.enum(budgetWindows),
    unit: z.enum(budgetUnits),
    windowStart: z.iso.datetime(),
    limit: z.number(),
    limitNanos: z.string().nullable(),
    value: z.number(),
    valueNanos: z.string().nullable(),
    pct: z.number(),
    passesOn: z.iso.date().nullable(),
    createdAt: z.iso.datetime(),
    acknowledgedAt: z.iso.datetime().nullable(),
    acknowledgedBy: z.string().nullable(),
    verdict: z.enum(verdicts).nullable(),
    advice: z.string().nullable().openapi({ description: "What to do before the limit is reached." }),
  })
  .openapi("Alert");

const filters = { agentId: identifier.optional(), projectId: identifier.optional() };

const list = restRoute("view", {
  method: "get",
  path: "/v1/alerts",
  summary: "Budgets that reached a threshold or are projected to pass their limit, and unusual days; newest first",
  request: { query: pageQuery.extend({ ...filters, open: z.enum(["true", "false"]).optional() }) },
  responses: { 200: jsonAnswer("A page of alerts.", pageOf(alertSchema)) },
});

const acknowledge = restRoute("acknowledgeAlert", {
  method: "post",
  path: "/v1/alerts/{id}/acknowledge",
  summary: "Mark an alert as seen; again changes nothing",
  request: { params },
  responses: { 200: jsonAnswer("The alert.", alertSchema) },
});

const active = restRoute("view", {
  method: "get",
  path: "/budget/alerts",
  summary: "Active (not yet acknowledged) budget alerts, of all or of one agent with the reached caps over it",
  request: { query: z.strictObject(filters) },
  responses: { 200: jsonAnswer("Newest first.", z.object({ alerts: z.array(alertSchema) })) },
});

const acknowledgeActive = restRoute("acknowledgeAlert", {
  method: "post",
  path: "/budget/alerts/{id}/acknowledge",
  summary: "Mark an alert as seen; again changes nothing",
  request: { params },
  responses: { 200: jsonAnswer("The alert.", alertSchema) },
});

/** @throws AppError `not_found` for an agent or project that there is not. */
async function requireFiltered(ctx: Ctx, { agentId, projectId }: { agentId?: string; projectId?: string }) {
  if (agentId) await getAgent(ctx, agentId);
  if (projectId) await getProject(ctx, projectId);
}

/** The most that the unpaged list gives. */
const mostActive = 500;

export const alerts = createRestApp()
  .openapi(list, async (c) => {
    const { limit, cursor, open, ...filter } = c.req.valid("query");
    const last = decodeTimeCursor(cursor);
    await requireFiltered(c.get("ctx"), filter);
    const after = last && { createdAt: last.at, id: last.id };
    const wanted = { ...filter, open: open === undefined ? undefined : open === "true" };
    const rows = await listAlerts(c.get("ctx"), wanted, { limit: limit + 1, after });
    const position = (alert: Alert) => [alert.createdAt, alert.id];
    return c.json(pageFrom(rows, limit, { item: (alert) => alert, position }), 200);
  })
  .openapi(acknowledge, async (c) => {
    const { id } = c.req.valid("param");
    await acknowledgeAlerts({ ctx: c.get("ctx"), input: { ids: [id] } });
    return c.json(await getAlert(c.get("ctx"), id), 200);
  })
  .openapi(active, async (c) => {
    await requireFiltered(c.get("ctx"), c.req.valid("query"));
    const filter = { ...c.req.valid("query"), open: true, capsOver: true };
    const alerts = await listAlerts(c.get("ctx"), filter, { limit: mostActive });
    return c.json({ alerts }, 200);
  })
  .openapi(acknowledgeActive, async (c) => {
    const { id } = c.req.valid("param");
    await acknowledgeAlerts({ ctx: c.get("ctx"), input: { ids: [id] } });
    return c.json(await getAlert(c.get("ctx"), id), 200);
  });
