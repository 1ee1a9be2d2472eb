import { z } from "@hono/zod-openapi";
import { getMonthlyCents, monthlyCentsInput, setMonthlyCents } from "#server/budgets/monthly-cents.ts";
import { identifier } from "#server/catalog/fields.ts";
import type { Ctx } from "#server/context.ts";
import { AppError } from "#server/errors.ts";
import { costEventInput, recordCostEvent } from "#server/ingest/cost-event.ts";
import { type MonthCosts, monthCostSummary, monthCosts } from "#server/reports/month-costs.ts";
import { createRestApp } from "../create-rest-app.ts";
import { jsonAnswer, jsonBody, restRoute } from "../rest-route.ts";
import { correctionField } from "./reservation-answers.ts";

/** An organisation by the name of company, with money in cents: the same verbs underneath. */
const params = z.object({ companyId: identifier });

const recorded = z
  .object({
    id: z.string(),
    projectId: z.string(),
    costCents: z.number(),
    duplicate: z.boolean(),
    correction: correctionField,
  })
  .openapi("RecordedCostEvent");

const summarySchema = z
  .object({
    companyId: z.string(),
    spendCents: z.number(),
    spendNanos: z.string(),
    budgetCents: z.number().nullable(),
    utilizationPercent: z.number().nullable(),
    unpricedCalls: z.int(),
  })
  .openapi("CostSummary");

const costs = {
  costCents: z.number(),
  costNanos: z.string(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  calls: z.int(),
  jobs: z.int(),
  unpricedCalls: z.int(),
};

const report = restRoute("ingest", {
  method: "post",
  path: "/companies/{companyId}/cost-events",
  summary: "Report what a call cost, in cents",
  description:
    "Without a projectId it is charged to the agent's project, or to the company's only one; where there is neither, it is refused.",
  request: {
    params,
    body: jsonBody(costEventInput, {
      call: {
        agentId: "triage-bot",
        provider: "anthropic",
        model: "claude-sonnet-4-20250514",
        inputTokens: 15_000,
        outputTokens: 3_000,
        costCents: 12,
        projectId: "my-project",
      },
    }),
  },
  responses: { 201: jsonAnswer("Recorded.", recorded) },
});

const summary = restRoute("view", {
  method: "get",
  path: "/companies/{companyId}/costs/summary",
  summary: "Spend, budget and utilisation of the current month",
  request: { params },
  responses: { 200: jsonAnswer("The summary.", summarySchema) },
});

const byAgent = restRoute("view", {
  method: "get",
  path: "/companies/{companyId}/costs/by-agent",
  summary: "Spend of the current month by agent",
  request: { params },
  responses: {
    200: jsonAnswer("Dearest first.", z.array(z.object({ agentId: z.string(), agentName: z.string(), ...costs }))),
  },
});

const byProject = restRoute("view", {
  method: "get",
  path: "/companies/{companyId}/costs/by-project",
  summary: "Spend of the current month by project",
  request: { params },
  responses: {
    200: jsonAnswer("Dearest first.", z.array(z.object({ projectId: z.string(), projectName: z.string(), ...costs }))),
  },
});

const patch = restRoute("setLimit", {
  method: "patch",
  path: "/companies/{companyId}",
  summary: "Set the monthly budget of the company, in cents; 0 or null removes it",
  request: { params, body: jsonBody(monthlyCentsInput, { "1,000 dollars": { budgetMonthlyCents: 100_000 } }) },
  responses: {
    200: jsonAnswer("The company.", z.object({ id: z.string(), budgetMonthlyCents: z.number().nullable() })),
  },
});

/** Credentials are bound to one organisation; another is as unknown as one that does not exist. */
function requireCompany(ctx: Ctx, companyId: string): void {
  if (companyId !== ctx.orgId) throw new AppError("not_found", `There is no company "${companyId}".`);
}

const rest = ({ id: _, name: __, ...figures }: MonthCosts) => figures;

export const companies = createRestApp()
  .openapi(report, async (c) => {
    requireCompany(c.get("ctx"), c.req.valid("param").companyId);
    return c.json(await recordCostEvent({ ctx: c.get("ctx"), input: c.req.valid("json") }), 201);
  })
  .openapi(summary, async (c) => {
    const { companyId } = c.req.valid("param");
    requireCompany(c.get("ctx"), companyId);
    return c.json({ companyId, ...(await monthCostSummary(c.get("ctx"))) }, 200);
  })
  .openapi(byAgent, async (c) => {
    requireCompany(c.get("ctx"), c.req.valid("param").companyId);
    const rows = await monthCosts(c.get("ctx"), "agent");
    return c.json(
      rows.map((row) => ({ agentId: row.id, agentName: row.name, ...rest(row) })),
      200,
    );
  })
  .openapi(byProject, async (c) => {
    requireCompany(c.get("ctx"), c.req.valid("param").companyId);
    const rows = await monthCosts(c.get("ctx"), "project");
    return c.json(
      rows.map((row) => ({ projectId: row.id, projectName: row.name, ...rest(row) })),
      200,
    );
  })
  .openapi(patch, async (c) => {
    const { companyId } = c.req.valid("param");
    const ctx = c.get("ctx");
    requireCompany(ctx, companyId);
    const of = { kind: "organization" } as const;
    await setMonthlyCents({ ctx, of, input: c.req.valid("json") });
    return c.json({ id: companyId, budgetMonthlyCents: await getMonthlyCents(ctx, of) }, 200);
  });
