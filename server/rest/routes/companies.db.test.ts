import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestApi, testApi, testKey } from "#scripts/test-api.ts";
import { testPerson } from "#scripts/test-person.ts";
import { setBudget } from "#server/budgets/set-budget.ts";
import type { Ctx, OrgId } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";

const metrics = "/v1/admin/metrics/cost-optimization";
const day = 86_400_000;
let api: TestApi;
let ctx: Ctx;
let key: string;
let headers: Record<string, string>;

/** Calls of today, of yesterday and of 40 days ago, in two projects: cost in milli-dollars, even, so that no sum is half a cent. */
const calls = Array.from({ length: 90 }, (_, i) => ({
  id: `e${i}`,
  daysAgo: [0, 1, 40][i % 3] ?? 0,
  projectId: i % 4 ? "web" : "api",
  agentId: `agent-${i % 5}`,
  jobId: i % 5 ? `j${i % 30}` : undefined,
  provider: ["openai", "anthropic", "google"][i % 7 ? 0 : (i % 2) + 1] ?? "openai",
  model: "m",
  inputTokens: 100 + i,
  outputTokens: i,
  millis: 1000 + 378 * i,
}));
type Call = (typeof calls)[number];
const now = new Date();
const at = ({ daysAgo }: Call) => new Date(now.getTime() - daysAgo * day);
const isThisMonth = (call: Call) => at(call).toISOString().slice(0, 7) === now.toISOString().slice(0, 7);
const millis = (of: readonly Call[]) => of.reduce((sum, call) => sum + call.millis, 0);
const cents = (of: readonly Call[]) => Math.round(millis(of) / 10) / 100;
const month = calls.filter(isThisMonth);

beforeAll(async () => {
  api = await testApi();
  const orgId = `company-${randomUUID().slice(0, 8)}`;
  const person = await testPerson(api.url, orgId, "member");
  const { token } = await (await person.fetch("/api/auth/token")).json();
  headers = { authorization: `Bearer ${token}`, "x-org-id": orgId };
  ctx = { orgId: orgId as OrgId, actor: { kind: "system", name: "test" }, now };
  await prisma().project.createMany({
    data: ["web", "api"].map((id) => ({ orgId, id, name: `The ${id}`, createdAt: now, updatedAt: now })),
  });
  key = await testKey(ctx, "read");
  const events = calls.map(({ daysAgo: _, millis, ...call }, i) => ({
    ...call,
    occurredAt: at(calls[i] as Call).toISOString(),
    cost: millis / 1000,
  }));
  expect(await recordEvents({ ctx, events })).toMatchObject({ accepted: 90, rejected: [] });
});
afterAll(() => api.close());

describe("cost optimisation metrics", () => {
  test("are of the shape that is promised, and agree with the calls", async () => {
    const limit = { scope: "organization", window: "month", unit: "cost" } as const;
    await setBudget({ ctx, input: { ...limit, id: "wide", limit: 9000 } });
    await setBudget({ ctx, input: { ...limit, id: "strict", limit: 3000, thresholds: [75, 100] } });
    const { status, body } = await api.call(metrics, { headers });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual([
      "total_cost_today",
      "total_cost_month",
      "projected_monthly",
      "by_provider",
      "by_agent",
      "budget",
    ]);
    expect(body).toMatchObject({
      total_cost_today: cents(calls.filter((call) => call.daysAgo === 0)),
      total_cost_month: cents(month),
      by_provider: Object.fromEntries(
        Map.groupBy(month, ({ provider }) => provider)
          .entries()
          .map(([name, of]) => [name, cents(of)]),
      ),
      budget: {
        monthly_limit: 3000,
        utilization_pct: Math.floor(millis(month) / 3000) / 10,
        alert_threshold_pct: 75,
      },
    });
    expect(Object.keys(body.by_provider)).toHaveLength(3);
    const agents = [...Map.groupBy(month, ({ agentId }) => agentId)].map(([agent_id, of]) => {
      const executions = new Set(of.flatMap(({ jobId }) => jobId ?? [])).size;
      const average = executions ? Math.round(millis(of) / executions) / 1000 : null;
      return { agent_id, cost: cents(of), executions, avg_cost_per_run: average };
    });
    expect(body.by_agent).toEqual(agents.sort((a, b) => b.cost - a.cost));
  });

  test("say null for what is not known", async () => {
    await prisma().budget.deleteMany({ where: { orgId: ctx.orgId } });
    const { body } = await api.call(metrics, { headers });
    expect(body.budget).toEqual({ monthly_limit: null, utilization_pct: null, alert_threshold_pct: 80 });
    expect(body.by_agent.find((agent: { agent_id: string }) => agent.agent_id === "agent-0")).toMatchObject({
      executions: 0,
      avg_cost_per_run: null,
    });
  });

  test("take a token and the organisation, and nothing else", async () => {
    const { authorization = "", "x-org-id": orgId = "" } = headers;
    expect((await api.call(metrics, { key, headers: { "x-org-id": orgId } })).status).toBe(401);
    expect((await api.call(metrics, { headers: { "x-org-id": orgId } })).status).toBe(401);
    expect((await api.call(metrics, { headers: { authorization } })).status).toBe(400);
    expect(
      (await api.call(metrics, { headers: { authorization: `${authorization}x`, "x-org-id": orgId } })).status,
    ).toBe(401);
    expect((await api.call(metrics, { headers: { authorization, "x-org-id": "nobody" } })).status).toBe(404);
    const { paths } = (await api.call("/openapi.json")).body;
    expect(paths[metrics].get.security).toEqual([{ token: [] }]);
    expect(paths[metrics].get.parameters).toMatchObject([{ in: "header", name: "X-Org-ID", required: true }]);
  });
});

test("costs of the company: total, by agent and by project, each summing to the whole", async () => {
  const company = `/companies/${ctx.orgId}/costs`;
  await setBudget({ ctx, input: { id: "b", scope: "organization", window: "month", unit: "cost", limit: 2000 } });
  const [summary, byAgent, byProject] = await Promise.all(
    ["summary", "by-agent", "by-project"].map(async (what) => (await api.call(`${company}/${what}`, { key })).body),
  );
  expect(summary).toEqual({
    companyId: ctx.orgId,
    spendCents: millis(month) / 10,
    spendNanos: String(millis(month) * 1_000_000),
    budgetCents: 200_000,
    utilizationPercent: Math.floor(millis(month) / 200) / 100,
    unpricedCalls: 0,
  });
  for (const [rows, id] of [
    [byAgent, "agentId"],
    [byProject, "projectId"],
  ] as const) {
    const expected = [...Map.groupBy(month, (call) => call[id])].map(([name, of]) => ({
      [id]: name,
      costNanos: String(millis(of) * 1_000_000),
      calls: of.length,
      inputTokens: of.reduce((sum, call) => sum + call.inputTokens, 0),
    }));
    expect(rows).toMatchObject(expected.sort((a, b) => Number(b.costNanos) - Number(a.costNanos)));
  }
  expect(byProject[0].projectName).toBe("The web");
});
