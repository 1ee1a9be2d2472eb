import { z } from "@hono/zod-openapi";
import { reachedCaps } from "#server/budgets/queries.ts";
import { type Agent, getAgent, listAgents } from "#server/catalog/agent-queries.ts";
import { identifier } from "#server/catalog/fields.ts";
import { pauseAgent, pauseInput, resumeAgent } from "#server/catalog/pause-agent.ts";
import { getProject } from "#server/catalog/queries.ts";
import { registerAgent, registerAgentInput, updateAgent, updateAgentInput } from "#server/catalog/register-agent.ts";
import { createRestApp } from "../create-rest-app.ts";
import { pageOf, pageOfAll, pageQuery } from "../page.ts";
import { jsonAnswer, jsonBody, restRoute } from "../rest-route.ts";

const params = z.object({ id: identifier });

const agentSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    agentType: z.string(),
    projectId: z.string().nullable(),
    status: z.enum(["active", "paused"]),
    statusReason: z.string().nullable(),
    statusSince: z.iso.datetime().nullable(),
    statusBy: z.string().nullable(),
    pausedByBudgetId: z.string().nullable(),
    pausedUntil: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    lastEventAt: z.iso.datetime().nullable(),
  })
  .openapi("Agent");

const resumedSchema = agentSchema
  .extend({ stoppedBy: z.array(z.string()).openapi({ description: "Ids of caps that refuse its calls still." }) })
  .openapi("ResumedAgent");

const agentAnswer = (agent: Agent) => ({
  ...agent,
  statusSince: agent.statusSince?.toISOString() ?? null,
  pausedUntil: agent.pausedUntil?.toISOString() ?? null,
  createdAt: agent.createdAt.toISOString(),
  lastEventAt: agent.lastEventAt?.toISOString() ?? null,
});

const list = restRoute("view", {
  method: "get",
  path: "/v1/agents",
  summary: "List the agents of the organisation, by name",
  request: { query: pageQuery.extend({ projectId: identifier.optional() }) },
  responses: { 200: jsonAnswer("A page of agents.", pageOf(agentSchema)) },
});

const get = restRoute("view", {
  method: "get",
  path: "/v1/agents/{id}",
  summary: "An agent and whether it may spend",
  request: { params },
  responses: { 200: jsonAnswer("The agent.", agentSchema) },
});

const create = restRoute("manageAgents", {
  method: "post",
  path: "/v1/agents",
  summary: "Register an agent before its first call",
  request: {
    body: jsonBody(registerAgentInput, {
      agent: { id: "triage-bot", name: "Triage Bot", agentType: "implementation", projectId: "my-project" },
    }),
  },
  responses: { 201: jsonAnswer("The new agent.", agentSchema) },
});

const update = restRoute("manageAgents", {
  method: "patch",
  path: "/v1/agents/{id}",
  summary: "Change the name, type or project of an agent",
  request: { params, body: jsonBody(updateAgentInput, { rename: { name: "Triage" } }) },
  responses: { 200: jsonAnswer("The agent.", agentSchema) },
});

/** A body is welcome and may be missing. */
const optionalReason = {
  ...jsonBody(pauseInput, { why: { reason: "Out of hand since 14:00" } }),
  required: false as const,
};

const pause = restRoute("manageAgents", {
  method: "post",
  path: "/v1/agents/{id}/pause",
  summary: "Pause an agent: its reservations are refused until it is resumed",
  request: { params, body: optionalReason },
  responses: { 200: jsonAnswer("The agent.", agentSchema) },
});

const resume = restRoute("manageAgents", {
  method: "post",
  path: "/v1/agents/{id}/resume",
  summary: "Let a paused agent go on; tells which caps would stop it again",
  request: { params, body: optionalReason },
  responses: { 200: jsonAnswer("The agent.", resumedSchema) },
});

export const agents = createRestApp()
  .openapi(list, async (c) => {
    const { projectId, ...page } = c.req.valid("query");
    if (projectId) await getProject(c.get("ctx"), projectId);
    return c.json(pageOfAll(await listAgents(c.get("ctx"), { projectId }), page, agentAnswer), 200);
  })
  .openapi(get, async (c) => c.json(agentAnswer(await getAgent(c.get("ctx"), c.req.valid("param").id)), 200))
  .openapi(create, async (c) =>
    c.json(agentAnswer(await registerAgent({ ctx: c.get("ctx"), input: c.req.valid("json") })), 201),
  )
  .openapi(update, async (c) => {
    const input = c.req.valid("json");
    return c.json(agentAnswer(await updateAgent({ ctx: c.get("ctx"), agentId: c.req.valid("param").id, input })), 200);
  })
  .openapi(pause, async (c) => {
    const input = c.req.valid("json");
    return c.json(agentAnswer(await pauseAgent({ ctx: c.get("ctx"), agentId: c.req.valid("param").id, input })), 200);
  })
  .openapi(resume, async (c) => {
    const ctx = c.get("ctx");
    const agent = await resumeAgent({ ctx, agentId: c.req.valid("param").id, input: c.req.valid("json") });
    const caps = await reachedCaps(ctx, agent);
    return c.json({ ...agentAnswer(agent), stoppedBy: caps.map(({ id }) => id) }, 200);
  });
