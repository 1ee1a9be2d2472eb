import { z } from "@hono/zod-openapi";
import { agentLimitsInput, getAgentLimits, setAgentLimits } from "#server/budgets/agent-limits.ts";
import { getMonthlyCents, monthlyCentsInput, setMonthlyCents } from "#server/budgets/monthly-cents.ts";
import { getAgent } from "#server/catalog/agent-queries.ts";
import { identifier } from "#server/catalog/fields.ts";
import { agentUsage } from "#server/reports/agent-usage.ts";
import { createRestApp } from "../create-rest-app.ts";
import { jsonAnswer, jsonBody, restRoute } from "../rest-route.ts";

/** The Budget tab of an agent as endpoints: usage, the four caps, the monthly budget in cents. */
const params = z.object({ id: identifier });

const window = z.object({
  cost: z.number(),
  costNanos: z.string(),
  tokens: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  calls: z.int(),
  errors: z.int(),
  sessions: z.int(),
  jobs: z.int(),
  unpricedCalls: z.int(),
});

const usageSchema = z
  .object({
    agentId: z.string(),
    tokensToday: z.number(),
    tokensThisMonth: z.number(),
    costToday: z.number(),
    costThisMonth: z.number(),
    sessionsToday: z.int(),
    errorsToday: z.int(),
    today: window,
    month: window,
  })
  .openapi("AgentUsage");

const limits = z.object({
  dailyTokens: z.number(),
  dailyCost: z.number(),
  monthlyTokens: z.number(),
  monthlyCost: z.number(),
});
const budgetSchema = z.object({ budgetConfig: z.object({ limits }) }).openapi("AgentBudget");

const usage = restRoute("view", {
  method: "get",
  path: "/agents/{id}/usage",
  summary: "What an agent used today and this month (UTC)",
  request: { params },
  responses: { 200: jsonAnswer("Usage.", usageSchema) },
});

const getBudget = restRoute("view", {
  method: "get",
  path: "/agents/{id}/budget",
  summary: "The four caps of an agent; 0 means no limit",
  request: { params },
  responses: { 200: jsonAnswer("The caps.", budgetSchema) },
});

const putBudget = restRoute("setLimit", {
  method: "put",
  path: "/agents/{id}/budget",
  summary: "Set the four caps of an agent; 0 means no limit",
  request: {
    params,
    body: jsonBody(agentLimitsInput, {
      caps: { dailyTokens: 0, dailyCost: 20, monthlyTokens: 50_000_000, monthlyCost: 400 },
    }),
  },
  responses: { 200: jsonAnswer("The caps.", budgetSchema) },
});

const patch = restRoute("setLimit", {
  method: "patch",
  path: "/agents/{id}",
  summary: "Set the monthly budget of an agent, in cents: its cap monthlyCost. 0 or null removes it",
  request: { params, body: jsonBody(monthlyCentsInput, { "50 dollars": { budgetMonthlyCents: 5_000 } }) },
  responses: {
    200: jsonAnswer(
      "The agent.",
      z.object({ id: z.string(), name: z.string(), status: z.string(), budgetMonthlyCents: z.number().nullable() }),
    ),
  },
});

export const agentBudget = createRestApp()
  .openapi(usage, async (c) => {
    const ctx = c.get("ctx");
    const agentId = c.req.valid("param").id;
    await getAgent(ctx, agentId);
    const { today, month } = await agentUsage({ ctx, agentId });
    const figures = {
      tokensToday: today.tokens,
      tokensThisMonth: month.tokens,
      costToday: today.cost,
      costThisMonth: month.cost,
      sessionsToday: today.sessions,
      errorsToday: today.errors,
    };
    return c.json({ agentId, ...figures, today, month }, 200);
  })
  .openapi(getBudget, async (c) =>
    c.json({ budgetConfig: { limits: await getAgentLimits(c.get("ctx"), c.req.valid("param").id) } }, 200),
  )
  .openapi(putBudget, async (c) => {
    const input = c.req.valid("json");
    const limits = await setAgentLimits({ ctx: c.get("ctx"), agentId: c.req.valid("param").id, input });
    return c.json({ budgetConfig: { limits } }, 200);
  })
  .openapi(patch, async (c) => {
    const ctx = c.get("ctx");
    const of = { kind: "agent", agentId: c.req.valid("param").id } as const;
    await setMonthlyCents({ ctx, of, input: c.req.valid("json") });
    const { id, name, status } = await getAgent(ctx, of.agentId);
    return c.json({ id, name, status, budgetMonthlyCents: await getMonthlyCents(ctx, of) }, 200);
  });
