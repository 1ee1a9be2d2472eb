import { z } from "@hono/zod-openapi";
import { budgetScopes, budgetUnits, budgetWindows, exceededActions } from "#server/budgets/budget.ts";
import { budgetInput } from "#server/budgets/budget-input.ts";
import { getBudget, listBudgets } from "#server/budgets/queries.ts";
import { removeBudget, setBudget } from "#server/budgets/set-budget.ts";
import { identifier } from "#server/catalog/fields.ts";
import { createRestApp } from "../create-rest-app.ts";
import { pageOf, pageOfAll, pageQuery } from "../page.ts";
import { jsonAnswer, jsonBody, restRoute } from "../rest-route.ts";

const params = z.object({ id: identifier });

const budgetSchema = z
  .object({
    id: z.string(),
    scope: z.enum(budgetScopes),
    scopeId: z.string().nullable(),
    scopeName: z.string().nullable(),
    projectId: z.string().nullable(),
    projectName: z.string().nullable(),
    window: z.enum(budgetWindows),
    unit: z.enum(budgetUnits),
    limit: z.number(),
    limitNanos: z.string().nullable(),
    thresholds: z.array(z.int()),
    onExceeded: z.array(z.enum(exceededActions)),
    trigger: z.string().nullable(),
    allowUnpriced: z.boolean(),
    enabled: z.boolean(),
    version: z.int(),
    updatedAt: z.iso.datetime(),
    updatedBy: z.string().nullable(),
    of: z.string().nullable(),
    ofName: z.string().nullable(),
    ofProjectId: z.string().nullable(),
    spent: z.number(),
    spentNanos: z.string().nullable(),
    reserved: z.number(),
    reservedNanos: z.string().nullable(),
    extra: z.number().openapi({ description: "What approvals added until windowEnd; a new limit ends it." }),
    extraNanos: z.string().nullable(),
    remaining: z.number(),
    remainingNanos: z.string().nullable(),
    pct: z.number(),
    windowStart: z.iso.datetime().nullable(),
    windowEnd: z.iso.datetime().nullable(),
    status: z.enum(["on_track", "near_limit", "over_limit"]),
  })
  .openapi("Budget");

/** Checked by the verb, whose rules go across fields; here only so that the document shows its fields. */
const { id: _, ...fields } = budgetInput.shape;
const body = z.looseObject(fields);

const put = restRoute("setLimit", {
  method: "put",
  path: "/v1/budgets/{id}",
  summary: "Set a limit: what is already spent in its window counts",
  request: {
    params,
    body: jsonBody(body, {
      agent: { scope: "agent", scopeId: "triage-bot", window: "day", unit: "cost", limit: 1, onExceeded: ["block"] },
      eachRun: { scope: "pipeline_run", projectId: "my-project", window: "run", unit: "tokens", limit: 2_000_000 },
      organization: { scope: "organization", window: "month", unit: "cost", limit: 500, thresholds: [50, 90] },
    }),
  },
  responses: { 200: jsonAnswer("The budget as it stands.", budgetSchema) },
});

const get = restRoute("view", {
  method: "get",
  path: "/v1/budgets/{id}",
  summary: "A budget as it stands",
  request: { params },
  responses: { 200: jsonAnswer("The budget.", budgetSchema) },
});

const list = restRoute("view", {
  method: "get",
  path: "/v1/budgets",
  summary: "Every budget of the organisation as it stands",
  request: { query: pageQuery },
  responses: { 200: jsonAnswer("A page of budgets.", pageOf(budgetSchema)) },
});

const remove = restRoute("setLimit", {
  method: "delete",
  path: "/v1/budgets/{id}",
  summary: "Remove a limit",
  request: { params },
  responses: { 204: { description: "It is gone." } },
});

export const budgets = createRestApp()
  .openapi(put, async (c) => {
    const input = { ...c.req.valid("json"), id: c.req.valid("param").id };
    return c.json(await setBudget({ ctx: c.get("ctx"), input }), 200);
  })
  .openapi(get, async (c) => c.json(await getBudget(c.get("ctx"), c.req.valid("param").id), 200))
  .openapi(list, async (c) => {
    return c.json(
      pageOfAll(await listBudgets(c.get("ctx")), c.req.valid("query"), (budget) => budget),
      200,
    );
  })
  .openapi(remove, async (c) => {
    await removeBudget({ ctx: c.get("ctx"), id: c.req.valid("param").id });
    return c.body(null, 204);
  });
