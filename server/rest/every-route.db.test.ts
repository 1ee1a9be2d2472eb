import { afterAll, beforeAll, expect, test } from "vitest";
import { answerFaults } from "#scripts/test-answer.ts";
import { type TestApi, testApi, testKey } from "#scripts/test-api.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { testPerson } from "#scripts/test-person.ts";
import { spansRequest } from "#scripts/test-spans.ts";
import { type Operation, openapiModel } from "./openapi-model.ts";

let api: TestApi;
let keys: Record<"all" | "read" | "ingest", string>;
let token: Record<string, string>;
let orgId: string;

type Sent = { path: string; body?: unknown };

const at = { projectId: "web", agentId: "a1" };
const call = { ...at, provider: "openai", model: "gpt-4.1", inputTokens: 1_000, outputTokens: 10 };
const send = async (method: string, { path, body }: Sent, key = keys.all, more: Record<string, string> = {}) =>
  api.call(path, {
    ...{ method, key },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...more },
  });
const made = async (method: string, path: string, body: unknown) => {
  const answer = await send(method, { path, body });
  expect(answer.status, `${method} ${path} ${answer.text}`).toBeLessThan(300);
  return answer.body;
};
const close = async (month: string) => (await send("POST", { path: `/v1/months/${month}/close` }, "", token)).body;
const hold = (id: string) => made("POST", "/v1/reservations", { id, ...at, amount: 0.01 });
const asked = async (id: string) =>
  (await made("POST", "/v1/reservations", { id, ...at, agentId: "asks", amount: 1 })).approvalId as string;
const webhook = async () =>
  (await made("POST", "/v1/webhooks", { url: "https://hooks.example.com/here" })).id as string;
const openAlert = async () => (await made("GET", "/v1/alerts?open=true", undefined)).data[0].id as string;
const price = { provider: "in-house", model: "m", effectiveFrom: "2026-11-01", input: "0.2", output: "0.6" };
const limit = { scope: "agent", window: "day", unit: "cost", limit: 0.1 };

const providerReport = {
  data: [
    {
      starting_at: "2026-10-01T00:00:00Z",
      ending_at: "2026-10-02T00:00:00Z",
      results: [
        {
          amount: "123.45",
          currency: "USD",
          model: "claude-sonnet-4",
          cost_type: "tokens",
          token_type: "output_tokens",
        },
      ],
    },
  ],
  has_more: false,
  next_page: null,
};
const silentCall = spansRequest([{ id: "a", values: { "gen_ai.operation.name": "chat" } }], {
  "purser.project.id": "web",
});
/** How each answer of each route is got: a new route, or a new answer of one, fails until it has a line here. */
const calls: Record<string, () => Sent | Promise<Sent>> = {
  "GET /agents/{id}/usage 200": () => ({ path: "/agents/a1/usage" }),
  "GET /agents/{id}/budget 200": () => ({ path: "/agents/a1/budget" }),
  "PUT /agents/{id}/budget 200": () => ({
    path: "/agents/a2/budget",
    body: { dailyTokens: 0, dailyCost: 20, monthlyTokens: 0, monthlyCost: 400 },
  }),
  "PATCH /agents/{id} 200": () => ({ path: "/agents/a2", body: { budgetMonthlyCents: 5_000 } }),
  "GET /v1/agents 200": () => ({ path: "/v1/agents?projectId=web&limit=1" }),
  "POST /v1/agents 201": () => ({ path: "/v1/agents", body: { id: "new", agentType: "testing", projectId: "web" } }),
  "GET /v1/agents/{id} 200": () => ({ path: "/v1/agents/a1" }),
  "PATCH /v1/agents/{id} 200": () => ({ path: "/v1/agents/a2", body: { name: "Two" } }),
  "POST /v1/agents/{id}/pause 200": () => ({ path: "/v1/agents/a2/pause", body: { reason: "enough" } }),
  "POST /v1/agents/{id}/resume 200": () => ({ path: "/v1/agents/a2/resume" }),
  "GET /v1/alerts 200": () => ({ path: "/v1/alerts?open=true" }),
  "POST /v1/alerts/{id}/acknowledge 200": async () => ({ path: `/v1/alerts/${await openAlert()}/acknowledge` }),
  "GET /budget/alerts 200": () => ({ path: "/budget/alerts?agentId=a1" }),
  "POST /budget/alerts/{id}/acknowledge 200": async () => {
    const { data } = await made("GET", "/v1/alerts", undefined);
    return { path: `/budget/alerts/${data[0].id}/acknowledge` };
  },
  "GET /v1/approvals 200": async () => {
    await asked("asked-1");
    return { path: "/v1/approvals?pending=true" };
  },
  "GET /v1/approvals/{id} 200": async () => ({ path: `/v1/approvals/${await asked("asked-2")}` }),
  "POST /v1/approvals/{id}/decision 200": async () => ({
    path: `/v1/approvals/${await asked("asked-3")}/decision`,
    body: { decision: "reject", reason: "Use the smaller model" },
  }),
  "GET /v1/audit 200": () => ({ path: "/v1/audit" }),
  "GET /v1/months/{month} 200": async () => {
    await close("2025-02");
    await made("POST", "/v1/events", { events: [{ ...call, id: "late", occurredAt: "2025-02-03T00:00:00Z" }] });
    return { path: "/v1/months/2025-02?projectId=web" };
  },
  "POST /v1/months/{month}/close 200": () => ({ path: "/v1/months/2025-03/close" }),
  "POST /v1/months/{month}/reopen 200": async () => {
    await close("2025-04");
    return { path: "/v1/months/2025-04/reopen", body: { reason: "An invoice was corrected" } };
  },
  "GET /v1/corrections 200": async () => {
    await close("2025-02");
    await made("POST", "/v1/events", { events: [{ ...call, id: "later", occurredAt: "2025-01-03T00:00:00Z" }] });
    return { path: `/v1/corrections?bookedMonth=${new Date().toISOString().slice(0, 7)}` };
  },
  "PUT /v1/budgets/{id} 200": () => ({
    path: "/v1/budgets/b",
    body: { ...limit, scopeId: "a2", unit: "tokens", limit: 9 },
  }),
  "GET /v1/budgets/{id} 200": () => ({ path: "/v1/budgets/blocks" }),
  "GET /v1/budgets 200": () => ({ path: "/v1/budgets?limit=2" }),
  "DELETE /v1/budgets/{id} 204": async () => {
    await made("PUT", "/v1/budgets/gone", { ...limit, scopeId: "a2" });
    return { path: "/v1/budgets/gone" };
  },
  "POST /companies/{companyId}/cost-events 201": () => ({
    path: `/companies/${orgId}/cost-events`,
    body: {
      ...at,
      provider: "anthropic",
      model: "claude-sonnet-4-20250514",
      inputTokens: 5,
      outputTokens: 3,
      costCents: 1,
    },
  }),
  "GET /companies/{companyId}/costs/summary 200": () => ({ path: `/companies/${orgId}/costs/summary` }),
  "GET /companies/{companyId}/costs/by-agent 200": () => ({ path: `/companies/${orgId}/costs/by-agent` }),
  "GET /companies/{companyId}/costs/by-project 200": () => ({ path: `/companies/${orgId}/costs/by-project` }),
  "PATCH /companies/{companyId} 200": () => ({ path: `/companies/${orgId}`, body: { budgetMonthlyCents: 100_000 } }),
  "GET /v1/admin/metrics/cost-optimization 200": () => ({ path: "/v1/admin/metrics/cost-optimization" }),
  "POST /v1/events 200": () => ({
    path: "/v1/events",
    body: {
      events: [
        { ...call, id: "e2" },
        { ...call, id: "" },
      ],
    },
  }),
  "POST /otel/v1/traces 200": () => ({ path: "/otel/v1/traces", body: silentCall }),
  "GET /v1/prices 200": () => ({ path: "/v1/prices?provider=openai&at=2026-11-01" }),
  "PUT /v1/prices 200": () => ({ path: "/v1/prices", body: price }),
  "GET /v1/exports/transactions.csv 200": () => ({ path: "/v1/exports/transactions.csv?projectId=web" }),
  "GET /v1/exports/focus.csv 200": () => ({ path: "/v1/exports/focus.csv?month=2026-10" }),
  "GET /exports/{file} 200": () => ({ path: "/exports/recent-runs.csv?projectId=web" }),
  "GET /health 200": () => ({ path: "/health" }),
  "GET /ready 200": () => ({ path: "/ready" }),
  "GET /metrics 200": () => ({ path: "/metrics" }),
  "GET /v1/projects 200": () => ({ path: "/v1/projects" }),
  "POST /v1/projects 201": () => ({ path: "/v1/projects", body: { id: "new", name: "New" } }),
  "GET /v1/projects/{id} 200": () => ({ path: "/v1/projects/web" }),
  "PATCH /v1/projects/{id} 200": () => ({ path: "/v1/projects/web", body: { name: "Web" } }),
  "POST /v1/provider-reports 200": () => ({ path: "/v1/provider-reports?account=eu", body: providerReport }),
  "GET /v1/reconciliation 200": async () => {
    await made("POST", "/v1/provider-reports", providerReport);
    return { path: "/v1/reconciliation?month=2026-10&provider=anthropic" };
  },
  "POST /v1/reservations 201": () => ({ path: "/v1/reservations", body: { id: "h1", ...at, amount: 0.01 } }),
  "POST /v1/reservations 202": () => ({
    path: "/v1/reservations",
    body: { id: "h2", ...at, agentId: "asks", amount: 1 },
  }),
  "POST /v1/reservations 402": () => ({
    path: "/v1/reservations",
    body: {
      id: "h3",
      ...at,
      agentId: "blocked",
      provider: "openai",
      model: "gpt-4.1",
      inputTokens: 1e6,
      maxOutputTokens: 1,
    },
  }),
  "GET /v1/reservations 200": async () => {
    await hold("h4");
    return { path: "/v1/reservations?status=held" };
  },
  "GET /v1/reservations/{id} 200": async () => ({ path: `/v1/reservations/${(await hold("h5")).id}` }),
  "POST /v1/reservations/{id}/settle 200": async () => ({
    path: `/v1/reservations/${(await hold("h6")).id}/settle`,
    body: { event: { id: "settled", provider: "openai", model: "gpt-4.1", inputTokens: 10, outputTokens: 1 } },
  }),
  "POST /v1/reservations/{id}/extend 200": async () => ({
    path: `/v1/reservations/${(await hold("h7")).id}/extend`,
    body: { amount: 0.01, id: "more" },
  }),
  "POST /v1/reservations/{id}/extend 402": async () => {
    await made("POST", "/v1/reservations", { id: "h8", ...at, agentId: "blocked", amount: 0.01 });
    return { path: "/v1/reservations/h8/extend", body: { amount: 1 } };
  },
  "POST /v1/reservations/{id}/release 200": async () => ({ path: `/v1/reservations/${(await hold("h9")).id}/release` }),
  "GET /v1/projects/{id}/revenue 200": () => ({ path: "/v1/projects/web/revenue" }),
  "PUT /v1/projects/{id}/revenue 200": () => ({
    path: "/v1/projects/web/revenue",
    body: { months: [{ month: "2026-09", revenue: "12400.00", units: 310 }] },
  }),
  "PUT /v1/runs/{id} 200": () => ({ path: "/v1/runs/run-1", body: { projectId: "web", trigger: "push" } }),
  "PUT /v1/jobs/{id} 200": () => ({ path: "/v1/jobs/job-1", body: { ...at, runId: "run-1", status: "succeeded" } }),
  "GET /v1/transactions 200": () => ({ path: "/v1/transactions?projectId=web" }),
  "GET /v1/usage 200": () => ({ path: "/v1/usage?groupBy=day,provider,agent,model,project,agentType" }),
  "GET /v1/webhooks 200": async () => {
    await webhook();
    return { path: "/v1/webhooks" };
  },
  "POST /v1/webhooks 201": () => ({ path: "/v1/webhooks", body: { url: "https://hooks.example.com/there" } }),
  "PATCH /v1/webhooks/{id} 200": async () => ({ path: `/v1/webhooks/${await webhook()}`, body: { enabled: false } }),
  "DELETE /v1/webhooks/{id} 204": async () => ({ path: `/v1/webhooks/${await webhook()}` }),
  "POST /v1/webhooks/{id}/test 202": async () => ({ path: `/v1/webhooks/${await webhook()}/test` }),
  "GET /v1/webhooks/{id}/deliveries 200": async () => {
    const id = await webhook();
    await made("POST", `/v1/webhooks/${id}/test`, undefined);
    return { path: `/v1/webhooks/${id}/deliveries` };
  },
  "POST /v1/deliveries/{id}/redeliver 202": async () => {
    const { deliveryId } = await made("POST", `/v1/webhooks/${await webhook()}/test`, undefined);
    return { path: `/v1/deliveries/${deliveryId}/redeliver` };
  },
};

const { operations } = openapiModel();
const nameOf = ({ method, path }: Operation) => `${method} ${path}`;
const answers = operations.flatMap((operation) =>
  Object.entries(operation.responses)
    .filter(([status]) => /^2|402/.test(status))
    .map(([status, answer]) => ({ operation, status: Number(status), answer, name: `${nameOf(operation)} ${status}` })),
);

beforeAll(async () => {
  api = await testApi({ worker: true });
  const ctx = await testOrganization();
  orgId = ctx.orgId;
  const [all, read, ingest] = [
    await testKey(ctx, "ingest", "reserve", "read", "admin"),
    await testKey(ctx, "read"),
    await testKey(ctx, "ingest"),
  ];
  keys = { all, read, ingest };
  token = await memberToken();
  for (const id of ["a2", "asks", "blocked"]) await made("POST", "/v1/agents", { id, projectId: "web" });
  await made("PUT", "/v1/budgets/near", {
    scope: "project",
    scopeId: "web",
    window: "month",
    unit: "cost",
    limit: 100,
  });
  await made("POST", "/v1/events", { events: [{ ...call, id: "e1", cost: 85, runId: "run-1", tags: { team: "a" } }] });
  await made("PUT", "/v1/budgets/asks", { ...limit, scopeId: "asks", onExceeded: ["approval"] });
  await made("PUT", "/v1/budgets/blocks", { ...limit, scopeId: "blocked", onExceeded: ["block"] });
  await made("PUT", "/v1/prices", { ...price, provider: "openai", model: "own", input: "1", output: "2" });
});
afterAll(() => api.close());

async function memberToken(): Promise<Record<string, string>> {
  const person = await testPerson(api.url, orgId, "owner");
  const { token } = await (await person.fetch("/api/auth/token")).json();
  return { authorization: `Bearer ${token}`, "x-org-id": orgId };
}

test("every answer of every route has a line above", () => {
  expect(Object.keys(calls).sort()).toEqual(answers.map(({ name }) => name).sort());
});

test.each(answers)("$name", async ({ operation, status, answer, name }) => {
  const sent = (await calls[name]?.()) ?? expect.fail("no line above");
  const byToken = operation.security.every((scheme) => "token" in scheme);
  const credentials = byToken ? token : { authorization: `Bearer ${keys.all}` };
  const response = await fetch(`${api.url}/api${sent.path}`, {
    method: operation.method,
    headers: { ...credentials, ...(sent.body !== undefined && { "content-type": "application/json" }) },
    ...(sent.body !== undefined && { body: JSON.stringify(sent.body) }),
  });
  const text = await response.text();
  expect(response.status, text).toBe(status);
  const type = response.headers.get("content-type")?.split(";")[0] ?? "";
  expect(Object.keys(answer.content ?? { "": null })).toContain(type);
  if (type.endsWith("json")) expect(answerFaults(operation, `${status}`, type, JSON.parse(text)), text).toBeNull();
  // The example of a file has the columns of the file.
  if (type === "text/csv") expect(`${answer.content?.[type]?.example}`.split("\n")[0]).toBe(text.split("\r\n")[0]);
});

const guarded = operations.filter(({ security }) => security.length > 0);

test.each(guarded)("$method $path without credentials, and with a key that may not", async (operation) => {
  const [first] = answers.filter((one) => one.operation === operation);
  const sent = { path: operation.path.replaceAll(/\{\w+\}/g, "x"), ...(operation.requestBody && { body: {} }) };
  const without = await send(operation.method, sent, "", {});
  expect(without.status).toBe(401);
  const type = operation.path.startsWith("/otel/") ? "application/json" : "application/problem+json";
  expect(answerFaults(operation, "401", type, without.body)).toBeNull();
  const refused = [await send(operation.method, sent, keys.ingest)];
  if (refused[0]?.status !== 403) refused.push(await send(operation.method, sent, keys.read));
  const byToken = operation.security.every((scheme) => "token" in scheme);
  const no = refused.find(({ status }) => status === (byToken ? 401 : 403)) ?? expect.fail(`${first?.name}: both may`);
  expect(answerFaults(operation, byToken ? "401" : "403", type, no.body)).toBeNull();
});
