import { parse } from "csv-parse/sync";
import { beforeAll, expect, test } from "vitest";
import { setCap } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { createApiKey, revokeApiKey } from "#server/access/api-keys.ts";
import { inviteMember } from "#server/access/invite-member.ts";
import { ensureOwner } from "#server/access/organizations.ts";
import { createWebhook } from "#server/alerts/webhook-endpoints.ts";
import { setBudget } from "#server/budgets/set-budget.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { reserve } from "#server/enforcement/reserve.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { findInsights } from "#server/insights/find-insights.ts";
import { listInsights } from "#server/insights/queries.ts";
import { parseDollars, toDecimalString } from "#server/money/amount.ts";
import { setPrice } from "#server/pricing/set-price.ts";
import { getProjection } from "#server/projections/get-projection.ts";
import { scopeForecasts } from "#server/projections/scope-forecasts.ts";
import { runReport } from "#server/reports/run-report.ts";
import { dayMs } from "#server/time/window.ts";
import { exportFile } from "./export-file.ts";
import { pageTables } from "./page-tables.ts";

let ctx: Ctx;

/** Twelve days of a run each: two jobs, the second a retry by another agent, and a call outside jobs; every fifth call has no price. */
const calls = Array.from({ length: 12 * 4 }, (_, i) => ({
  id: `c${i}`,
  occurredAt: new Date(Date.now() - Math.floor(i / 4) * dayMs - (i % 4) * 1_000).toISOString(),
  projectId: "web",
  agentId: i % 4 === 1 ? "=tester" : "builder",
  runId: `run-${Math.floor(i / 4)}`,
  ...(i % 4 < 2 && { jobId: `job-${i}` }),
  attempt: 1 + (i % 2),
  provider: i % 5 ? "anthropic" : "in-house",
  model: i % 5 ? "claude-sonnet-4-0" : "house-7b",
  inputTokens: 90_000 + i,
  outputTokens: 700,
}));

beforeAll(async () => {
  ctx = await testOrganization({ projects: ["web", "api"] });
  expect((await recordEvents({ ctx, events: calls })).rejected).toEqual([]);
});

/** The rows of a table as its file has them. */
async function read(name: string, query: Record<string, string> = {}): Promise<Record<string, string>[]> {
  const { body } = await exportFile(pageTables, { ctx, headOnly: false, name, query });
  return parse(await new Response(body).text(), { columns: true }) as Record<string, string>[];
}
const column = (rows: Record<string, string>[], name: string) => rows.map((row) => row[name]);
const sumOf = (rows: Record<string, string>[], name: string) =>
  rows.reduce((sum, row) => sum + parseDollars(row[name] || "0"), 0n);
const number = (rows: Record<string, string>[], name: string) => rows.reduce((sum, row) => sum + Number(row[name]), 0);

test("a run by agent and by job sums to the run, calls outside jobs and without a price included", async () => {
  const { run } = await runReport({ ctx, projectId: "web", runId: "run-3" });
  expect(run.unpricedCalls).toBe(1);
  for (const name of ["run-agents", "run-jobs"]) {
    const rows = await read(name, { projectId: "web", runId: "run-3" });
    expect([name, sumOf(rows, "Cost (USD)")]).toEqual([name, BigInt(run.costNanos)]);
    expect([name, sumOf(rows, "Retry Cost (USD)")]).toEqual([name, BigInt(run.retryCostNanos)]);
    expect([name, number(rows, "Calls"), number(rows, "Unpriced Calls")]).toEqual([name, 4, 1]);
  }
  const jobs = await read("run-jobs", { projectId: "web", runId: "run-3" });
  expect(column(jobs, "Job")).toEqual(["job-13", "job-12", "Outside Jobs"]);
  expect(column(jobs, "Agent Id")).toEqual(["'=tester", "builder", ""]);
});

test("models in use with their prices and the cost of 30 days; the page's search", async () => {
  const used = await read("prices");
  expect(column(used, "Model").sort()).toEqual(["claude-sonnet-4-0", "house-7b"]);
  expect(number(used, "Calls in 30 Days")).toBe(calls.length);
  const [sonnet] = await read("prices", { q: "SONNET claude" });
  expect(sonnet).toMatchObject({
    "Input (USD per 1M)": "3",
    "Output (USD per 1M)": "15",
    "Unpriced Calls in 30 Days": "0",
  });
  const perCall = calls
    .filter(({ model }) => model !== "house-7b")
    .map((one) => BigInt(one.inputTokens) * 3_000n + 700n * 15_000n);
  expect(parseDollars(sonnet?.["Cost in 30 Days (USD)"] ?? "")).toBe(perCall.reduce((sum, one) => sum + one, 0n));
  const [house] = await read("unpriced-models", { q: "7B" });
  expect(house).toMatchObject({
    Model: "house-7b",
    "Unpriced Calls": String(calls.length - perCall.length),
    Agents: "2",
  });
  expect(await read("unpriced-models", { q: "gpt" })).toEqual([]);
  expect(await read("prices", { show: "own" })).toEqual([]);
});

test("more prices than a page holds, each once", async () => {
  const all = await read("prices", { show: "all", q: "gpt" });
  expect(all.length).toBeGreaterThan(50);
  expect(new Set(all.map((row) => `${row.Provider}\n${row.Model}`)).size).toBe(all.length);
});

test("the reference list, own prices beside it, and every price a model had", async () => {
  const price = {
    provider: "openai",
    model: "gpt-4.1",
    effectiveFrom: "2026-01-01T00:00:00Z",
    input: "1.75",
    output: "7",
  };
  await setPrice({ ctx, input: price });
  const reference = await read("reference-prices");
  expect(reference).toHaveLength(10);
  expect(reference.find(({ Model }) => Model === "GPT-4.1")).toMatchObject({
    "Input, January 2026 (USD per 1M)": "2.00",
    "Own Input Today (USD per 1M)": "1.75",
  });
  expect(column(await read("reference-prices", { q: "mini" }), "Model")).toEqual([
    "GPT-4.1 mini",
    "Gemini 2.5 Pro",
    "Gemini 2.5 Flash",
  ]);
  const history = await read("price-history", { provider: "openai", model: "gpt-4.1" });
  expect(history[0]).toMatchObject({ Source: "organization", "Holds Now": "Yes", "Input (USD per 1M)": "1.75" });
  expect(history.length).toBeGreaterThan(1);
  expect(column(await read("prices", { show: "own" }), "Model")).toEqual(["gpt-4.1"]);
});

test("the last 30 days on each model: what would cost what", async () => {
  const rows = await read("model-comparison", { q: "claude-sonnet-4-0" });
  const [sonnet] = rows;
  const tokens = calls.reduce((sum, { inputTokens }) => sum + inputTokens, 0);
  expect(sonnet?.["30 Days Would Cost (USD)"]).toBe(
    toDecimalString(BigInt(tokens) * 3_000n + BigInt(calls.length * 700) * 15_000n),
  );
  expect((await read("model-comparison")).length).toBeGreaterThan(rows.length);
});

test("projections of projects and agents, the highest month end first, as the page has them", async () => {
  const agents = await scopeForecasts({ ctx, scope: "agent" });
  const projects = await scopeForecasts({ ctx, scope: "project" });
  const byAgent = await read("projections", { of: "agent" });
  expect(column(byAgent, "Agent Id")).toEqual(["builder", "'=tester"]);
  const [builder] = agents.filter(({ id }) => id === "builder");
  expect(sumOf(byAgent.slice(0, 1), "This Month Projected (USD)")).toBe(
    BigInt(builder?.forecast.month?.projectedNanos ?? 0),
  );
  expect(await read("projections", { of: "agent", q: "TEST" })).toHaveLength(1);
  const byProject = await read("projections");
  expect(sumOf(byProject, "This Month Spent (USD)")).toBe(BigInt(projects[0]?.forecast.month?.spentNanos ?? 0));
  const { path } = await getProjection({ ctx, input: { scope: "project", scopeId: "web" } });
  const days = await read("projected-days", { projectId: "web" });
  expect(column(days, "Date")).toEqual(path.slice(1).map(({ date }) => date));
});

test("budgets where they are projected to end, found as on their page", async () => {
  const limit = { window: "month" as const, unit: "cost" as const, limit: 1_000 };
  await setBudget({ ctx, input: { id: "web-month", scope: "project", scopeId: "web", ...limit } });
  await setBudget({ ctx, input: { id: "each-agent", scope: "agent", ...limit } });
  const [{ forecast } = {}] = await scopeForecasts({ ctx, scope: "project" });
  const [web] = await read("budgets", { q: "web-mo" });
  expect(web).toMatchObject({
    "Projected (USD)": toDecimalString(BigInt(forecast?.month?.projectedNanos ?? 0)),
    "Passes the Limit On": "",
  });
  expect(column(await read("budgets", { q: " EACH agent" }), "Budget Id")).toEqual(["each-agent"]);
  expect(column(await read("budgets", { q: "project" }), "Budget Id")).toEqual(["web-month"]);
  expect(await read("budgets", { q: "each project" })).toEqual([]);
});

test("insights of a kind and a project, with their amounts", async () => {
  await findInsights({ ctx });
  const { items } = await listInsights(ctx, { open: true });
  const rows = await read("insights");
  expect(items.length).toBeGreaterThan(0);
  expect(sumOf(rows, "Amount (USD)")).toBe(items.reduce((sum, { amountNanos }) => sum + BigInt(amountNanos), 0n));
  const retries = await read("insights", { kind: "retries", project: "web" });
  expect(new Set(column(retries, "Kind"))).toEqual(new Set(["Retries"]));
  expect(await read("insights", { project: "api" })).toEqual([]);
  expect(await read("insights", { show: "dismissed" })).toEqual([]);
});

test("approvals that wait and those decided", async () => {
  const cap = { scope: "agent", scopeId: "asker", window: "month", limit: 1n, onExceeded: ["approval"] };
  await setCap(ctx, cap);
  const input = { id: "hold-1", projectId: "web", agentId: "asker", amount: 5 };
  expect(await reserve({ ctx, input })).toMatchObject({ decision: "approval_required" });
  expect(await read("approvals", { status: "pending" })).toMatchObject([
    { Status: "pending", "Agent Id": "asker", "Amount (USD)": "5", "Limit Raised By (USD)": "" },
  ]);
  expect(await read("approvals", { status: "approved" })).toEqual([]);
});

test("members, invitations, keys and deliveries, without a secret or a link", async () => {
  const email = `owner@${ctx.orgId}.example`;
  await ensureOwner({ input: { email, organization: { id: ctx.orgId } }, now: ctx.now });
  const invited = await inviteMember({ ctx, input: { email: "new@example.com" } });
  const kept = await createApiKey({ ctx, input: { name: "+agents", scopes: ["ingest"] } });
  const ended = await createApiKey({ ctx, input: { name: "old", scopes: ["read", "reserve"] } });
  await revokeApiKey({ ctx, input: { id: ended.id } });
  const webhook = await createWebhook({ ctx, input: { url: "https://hooks.example/in" } });
  const of = { orgId: ctx.orgId, createdAt: ctx.now };
  await prisma().domainEvent.create({ data: { ...of, id: "e1", type: "Test", payload: {} } });
  const sent = {
    id: "d1",
    endpointId: webhook.id,
    eventId: "e1",
    status: "delivered",
    attempts: 1,
    responseStatus: 200,
  };
  await prisma().webhookDelivery.create({ data: { ...of, ...sent, responseBody: "=1+1" } });

  expect(await read("members", { q: email.toUpperCase() })).toMatchObject([{ "E-Mail Address": email, Role: "owner" }]);
  expect(await read("members", { q: "nobody" })).toEqual([]);
  const invitations = await read("invitations");
  expect(invitations).toMatchObject([{ "E-Mail Address": "new@example.com", Role: "member" }]);
  expect(column(await read("api-keys"), "Name")).toEqual(["'+agents"]);
  const keys = await read("api-keys", { show: "all" });
  expect(column(keys, "State").sort()).toEqual(["Active", "Revoked"]);
  expect(keys.find(({ Name }) => Name === "old")?.Scopes).toBe("read; reserve");
  const deliveries = await read("webhook-deliveries", { id: webhook.id });
  expect(deliveries).toMatchObject([{ Event: "Test", Attempts: "1", "Answer Status": "200", Answer: "'=1+1" }]);
  await expect(read("webhook-deliveries", { id: "other" })).rejects.toMatchObject({ code: "not_found" });
  const everything = JSON.stringify([invitations, keys, deliveries]);
  for (const secret of [invited.id, kept.key, ended.key, webhook.secret]) expect(everything).not.toContain(secret);
});
