import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestApi, testApi, testKey } from "#scripts/test-api.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx } from "#server/context.ts";

let api: TestApi;
let ctx: Ctx;
let key: string;

beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  ctx = await testOrganization();
  key = await testKey(ctx, "admin");
});

async function call(method: string, path: string, json?: unknown, credentials = key) {
  const sent =
    json === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(json) };
  const { status, body } = await api.call(path, { method, key: credentials, ...sent });
  return { status, body };
}

const agent = { agentId: "a1", projectId: "web" };
const spend = (cost: number, id: string) => ({
  id,
  ...agent,
  provider: "p",
  model: "m",
  inputTokens: 7,
  outputTokens: 3,
  cost,
});
const monthly = { scope: "organization", window: "month", unit: "cost", limit: 1 };

test("what caps answer is what the OpenAPI document says", async () => {
  const { body: document } = await call("GET", "/openapi.json");
  const undocumented = (answer: object, name: string) =>
    Object.keys(answer).filter((field) => !(field in document.components.schemas[name].properties));
  const { body: budget } = await call("PUT", "/v1/budgets/all", { ...monthly, onExceeded: ["block"] });
  const { body: held } = await call("POST", "/v1/reservations", { id: "r1", ...agent, amount: 0.75 });
  const { body: refused } = await call("POST", "/v1/reservations", { id: "r2", ...agent, amount: 0.75 });
  const { body: reservation } = await call("GET", "/v1/reservations/r1");
  const { body: settled } = await call("POST", "/v1/reservations/r1/settle", { event: spend(0.5, "e1") });
  await call("PUT", "/v1/budgets/all", { ...monthly, onExceeded: ["approval"] });
  const { body: asked } = await call("POST", "/v1/reservations", { id: "r3", ...agent, amount: 0.75 });
  const { body: approval } = await call("GET", `/v1/approvals/${asked.approvalId}`);
  await call("POST", "/v1/agents/a1/pause", { reason: "Looping" });
  const { body: paused } = await call("POST", "/v1/reservations", { ...agent, amount: 0.01 });
  const answers = {
    Budget: budget,
    Hold: held,
    Refused: refused,
    Refusal: refused.budgets[0],
    Reservation: reservation,
  };
  const more = { Settlement: settled, ApprovalRequired: asked, Approval: approval, Pause: paused.pause };
  for (const [name, answer] of Object.entries({ ...answers, ...more }))
    expect(undocumented(answer, name), name).toEqual([]);
  expect(undocumented(paused, "Refused")).toEqual([]);
});

describe("holds", () => {
  test("reserve, settle and see the money move", async () => {
    await call("PUT", "/v1/budgets/all", { ...monthly, onExceeded: ["block"] });
    const held = await call("POST", "/v1/reservations", { id: "r1", ...agent, amount: 0.75 });
    expect(held).toMatchObject({
      status: 201,
      body: { id: "r1", decision: "allow", amountNanos: "750000000", remaining: [{ remaining: 0.25 }] },
    });
    expect(await call("GET", "/v1/budgets/all")).toMatchObject({
      status: 200,
      body: { reserved: 0.75, spent: 0, remaining: 0.25, status: "on_track" },
    });

    const refused = await call("POST", "/v1/reservations", { ...agent, amount: 0.5 });
    expect(refused).toMatchObject({
      status: 402,
      body: {
        code: "budget_exceeded",
        requestId: expect.any(String),
        budgets: [{ budgetId: "all", limit: 1, spent: 0, reserved: 0.75, frees: expect.any(String) }],
      },
    });

    const { id: _, agentId: __, projectId: ___, ...event } = spend(0.5, "");
    const settled = await call("POST", "/v1/reservations/r1/settle", { event: { id: "e1", ...event } });
    expect(settled).toMatchObject({
      status: 200,
      body: { status: "settled", costNanos: "500000000", late: false, over: false },
    });
    expect(await call("GET", "/v1/reservations/r1")).toMatchObject({
      body: { status: "settled", transactionId: "e1" },
    });
    expect(await call("GET", "/v1/budgets/all")).toMatchObject({ body: { reserved: 0, spent: 0.5, pct: 50 } });
  });

  test("ids of odd characters are written into addresses as every id is", async () => {
    for (const id of ["a/b", "50%", "%2F", "q?x=1#y", "é😀", "a+b"]) {
      expect(await call("POST", "/v1/reservations", { id, ...agent, amount: 0.1 })).toMatchObject({ status: 201 });
      const path = `/v1/reservations/${encodeURIComponent(id)}`;
      expect(await call("GET", path)).toMatchObject({ status: 200, body: { id } });
      const settled = await call("POST", `${path}/settle`, { event: spend(0.1, id) });
      expect(settled).toMatchObject({ status: 200, body: { id, transactionId: id } });
    }
  });

  test("a budget with approval asks a person instead of refusing", async () => {
    await call("PUT", "/v1/budgets/all", { ...monthly, onExceeded: ["approval"] });
    const asked = await call("POST", "/v1/reservations", { id: "big", ...agent, amount: 2 });
    expect(asked).toMatchObject({
      status: 202,
      body: { decision: "approval_required", approvalId: expect.any(String) },
    });
    expect((await call("POST", "/v1/reservations", { id: "big", ...agent, amount: 2 })).body).toEqual(asked.body);
  });

  test.each([
    [{}, "agentId"],
    [{ ...agent }, "provider"],
    [{ ...agent, amount: -1 }, "amount"],
    [{ ...agent, amount: "1.0000000001" }, "amount"],
    [{ ...agent, amount: 1e9 }, "amount"],
    [{ ...agent, amount: 1, expiresInSeconds: 90_000 }, "expiresInSeconds"],
  ])("%j is refused with 400, naming %s", async (body, path) => {
    const answer = await call("POST", "/v1/reservations", body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(path);
  });

  test("nothing of another organisation can be reserved, settled, released or read", async () => {
    await call("POST", "/v1/reservations", { id: "mine", ...agent, amount: 0.1 });
    await call("PUT", "/v1/budgets/mine", monthly);
    const other = await testOrganization({ projects: ["theirs"] });
    const theirs = await testKey(other, "admin");
    const tried = await Promise.all([
      call("POST", "/v1/reservations", { ...agent, amount: 1 }, theirs),
      call("GET", "/v1/reservations/mine", undefined, theirs),
      call("POST", "/v1/reservations/mine/settle", { event: spend(1, "x") }, theirs),
      call("POST", "/v1/reservations/mine/extend", { amount: 1 }, theirs),
      call("POST", "/v1/reservations/mine/release", undefined, theirs),
      call("GET", "/v1/budgets/mine", undefined, theirs),
      call("DELETE", "/v1/budgets/mine", undefined, theirs),
      call("GET", "/v1/agents/a1", undefined, theirs),
      call("POST", "/v1/agents/a1/pause", undefined, theirs),
      call("GET", "/agents/a1/usage", undefined, theirs),
      call("PUT", "/agents/a1/budget", { dailyTokens: 1, dailyCost: 1, monthlyTokens: 1, monthlyCost: 1 }, theirs),
      call("GET", `/companies/${ctx.orgId}/costs/summary`, undefined, theirs),
    ]);
    expect(tried.map(({ status }) => status)).toEqual(Array(tried.length).fill(404));
    expect((await call("GET", "/v1/reservations/mine")).body.status).toBe("held");
  });

  test("a key that may only report usage may not reserve or set limits", async () => {
    const weak = await testKey(ctx, "ingest");
    expect((await call("POST", "/v1/reservations", { ...agent, amount: 1 }, weak)).status).toBe(403);
    expect((await call("PUT", "/v1/budgets/x", monthly, weak)).status).toBe(403);
  });
});

test("budgets are listed, replaced and removed", async () => {
  await call("PUT", "/v1/budgets/b1", monthly);
  await call("PUT", "/v1/budgets/b1", { ...monthly, limit: 2, thresholds: [50, 90] });
  const { body } = await call("GET", "/v1/budgets");
  expect(body.data).toMatchObject([
    {
      id: "b1",
      limit: 2,
      limitNanos: "2000000000",
      thresholds: [50, 90, 100],
      version: 2,
      onExceeded: ["notify", "webhook", "pause"],
    },
  ]);
  expect((await call("DELETE", "/v1/budgets/b1")).status).toBe(204);
  expect((await call("GET", "/v1/budgets/b1")).status).toBe(404);
  expect((await call("PUT", "/v1/budgets/b2", { ...monthly, limt: 3 })).status).toBe(400);
});

describe("an agent's budget as the first document writes it", () => {
  test("four caps; at one the agent is paused until it is resumed or the cap raised", async () => {
    await call("POST", "/v1/events", { events: [spend(0.5, "e1")] });
    const caps = { dailyTokens: 0, dailyCost: 0.6, monthlyTokens: 0, monthlyCost: 0 };
    expect(await call("PUT", "/agents/a1/budget", caps)).toEqual({
      status: 200,
      body: { budgetConfig: { limits: caps } },
    });
    await call("POST", "/v1/events", { events: [spend(0.2, "e2")] });
    expect(await call("GET", "/agents/a1/usage")).toMatchObject({
      body: {
        tokensToday: 20,
        tokensThisMonth: 20,
        costToday: 0.7,
        costThisMonth: 0.7,
        sessionsToday: 0,
        errorsToday: 0,
      },
    });
    expect(await call("GET", "/v1/agents/a1")).toMatchObject({
      body: { status: "paused", pausedByBudgetId: "agent-dailyCost:a1" },
    });
    expect(await call("POST", "/v1/reservations", { ...agent, amount: 0.01 })).toMatchObject({
      status: 402,
      body: { code: "agent_paused" },
    });
    expect(await call("POST", "/v1/agents/a1/resume")).toMatchObject({
      status: 200,
      body: { status: "active", stoppedBy: ["agent-dailyCost:a1"] },
    });
    await call("PUT", "/agents/a1/budget", { ...caps, dailyCost: 5 });
    expect((await call("POST", "/v1/reservations", { ...agent, amount: 0.01 })).status).toBe(201);
    expect((await call("GET", "/agents/a1/budget")).body.budgetConfig.limits.dailyCost).toBe(5);
  });

  test("its alerts are those of its caps, and of the organisation's, which comes first and pauses it", async () => {
    await call("POST", "/v1/events", { events: [spend(0.5, "e1")] });
    await call("PUT", "/agents/a1/budget", { dailyTokens: 0, dailyCost: 0.6, monthlyTokens: 0, monthlyCost: 0 });
    await call("PUT", "/v1/budgets/all", { scope: "organization", window: "month", unit: "cost", limit: 0.4 });
    expect(await call("GET", "/v1/agents/a1")).toMatchObject({ body: { status: "paused", pausedByBudgetId: "all" } });
    const active = async () => (await call("GET", "/budget/alerts?agentId=a1")).body.alerts;
    const alerts: { id: string; budgetId: string; level: string; advice: string | null }[] = await active();
    expect(alerts.map(({ budgetId, level, advice }) => `${budgetId} ${level} ${advice}`).sort()).toEqual([
      "agent-dailyCost:a1 warning Notification only. Focus on critical tasks.",
      "all exceeded null",
    ]);
    for (const { id } of alerts) {
      const seen = { status: 200, body: { id, acknowledgedBy: "key:admin" } };
      expect(await call("POST", `/budget/alerts/${id}/acknowledge`)).toMatchObject(seen);
    }
    expect(await active()).toEqual([]);
  });

  test.each([
    [{ dailyTokens: 1, dailyCost: 1, monthlyTokens: 1 }],
    [{ dailyTokens: "1", dailyCost: 1, monthlyTokens: 1, monthlyCost: 1 }],
    [{ dailyTokens: -1, dailyCost: 1, monthlyTokens: 1, monthlyCost: 1 }],
    [{ dailyTokens: null, dailyCost: 1, monthlyTokens: 1, monthlyCost: 1 }],
  ])("anything but four numbers of 0 or more is 400: %j", async (caps) => {
    await call("POST", "/v1/agents", { id: "a1" });
    expect((await call("PUT", "/agents/a1/budget", caps)).status).toBe(400);
  });

  test("pause and resume by a person, with the reason", async () => {
    await call("POST", "/v1/agents", { id: "a1", name: "Triage", agentType: "research", projectId: "web" });
    expect(await call("POST", "/v1/agents/a1/pause", { reason: "Looping" })).toMatchObject({
      body: { status: "paused", statusReason: "Looping", statusBy: "key:admin" },
    });
    expect(await call("POST", "/v1/reservations", { ...agent, amount: 1 })).toMatchObject({
      status: 402,
      body: { code: "agent_paused", detail: expect.stringContaining("Looping") },
    });
    expect(await call("POST", "/v1/agents/a1/resume")).toMatchObject({ body: { status: "active", stoppedBy: [] } });
  });
});

describe("costs of a company in cents", () => {
  test("events, summary, by agent and by project, budgets", async () => {
    const company = `/companies/${ctx.orgId}`;
    const event = {
      agentId: "a1",
      provider: "anthropic",
      model: "claude-sonnet-4-20250514",
      inputTokens: 15000,
      outputTokens: 3000,
      costCents: 12,
    };
    expect(await call("POST", `${company}/cost-events`, event)).toMatchObject({
      status: 201,
      body: { costCents: 12, projectId: "web" },
    });
    await call("POST", `${company}/cost-events`, { ...event, id: "again" });
    expect((await call("POST", `${company}/cost-events`, { ...event, id: "again" })).body.duplicate).toBe(true);

    expect(await call("PATCH", company, { budgetMonthlyCents: 100 })).toMatchObject({
      status: 200,
      body: { budgetMonthlyCents: 100 },
    });
    expect(await call("GET", `${company}/costs/summary`)).toMatchObject({
      body: { spendCents: 24, budgetCents: 100, utilizationPercent: 24 },
    });
    expect((await call("GET", `${company}/costs/by-agent`)).body).toMatchObject([
      { agentId: "a1", costCents: 24, inputTokens: 30000 },
    ]);
    expect((await call("GET", `${company}/costs/by-project`)).body).toMatchObject([
      { projectId: "web", costCents: 24 },
    ]);

    expect(await call("PATCH", "/agents/a1", { budgetMonthlyCents: 20 })).toMatchObject({
      body: { id: "a1", budgetMonthlyCents: 20, status: "paused" },
    });
    expect(await call("PATCH", "/agents/a1", { budgetMonthlyCents: 5000 })).toMatchObject({
      body: { status: "active" },
    });
    expect((await call("PATCH", "/agents/a1", { budgetMonthlyCents: 1.5 })).status).toBe(400);
  });
});
