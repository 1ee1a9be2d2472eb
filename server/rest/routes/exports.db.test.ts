import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestApi, testApi, testKey } from "#scripts/test-api.ts";
import { setCap } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { type TestPerson, testPerson } from "#scripts/test-person.ts";
import { createWebhook } from "#server/alerts/webhook-endpoints.ts";
import type { Ctx, Role } from "#server/context.ts";
import { pageTables } from "#server/export/page-tables.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { streamTransactions } from "#server/ledger/stream-transactions.ts";
import { parseDollars } from "#server/money/amount.ts";
import { dayKey, monthKey } from "#server/time/window.ts";

const now = new Date();
const month = monthKey(now);
let api: TestApi;
let ctx: Ctx;
let key: string;
const people = {} as Record<Role, TestPerson>;

/** Of every kind: unpriced ones, ones finer than a cent, names that a spreadsheet would take for formulas. */
const calls = Array.from({ length: 1_250 }, (_, i) => ({
  id: i === 0 ? "=1+1" : `c${String(i).padStart(4, "0")}`,
  // All of this month, the first ones of its first second.
  occurredAt: new Date(Math.max(Date.parse(`${month}-01T00:00:00Z`), now.getTime() - i * 600_000)).toISOString(),
  projectId: i % 5 ? "web" : "api",
  agentId: i % 3 ? "builder" : '=HYPERLINK("http://evil.example")',
  agentType: i % 3 ? "implementation" : "+research",
  runId: i % 4 ? `run-${i % 7}` : undefined,
  jobId: i % 2 ? `job-${i % 11}` : undefined,
  attempt: 1 + (i % 2),
  provider: i % 6 ? "openai" : "@acme",
  model: i % 6 ? "gpt-4.1" : "unheard-of",
  inputTokens: 1_000 + i,
  outputTokens: i,
  ...(i % 10 === 1 && { cost: (i + 1) / 1e9 }),
  ...(i % 50 === 0 && { tags: { team: '"core", infra' } }),
}));

const gpt = { provider: "openai", model: "gpt-4.1" };

beforeAll(async () => {
  api = await testApi();
  ctx = await testOrganization({ projects: ["web", "api", "empty"] });
  await setCap(ctx, { scope: "organization", window: "month", limit: 1n, onExceeded: ["notify"] });
  for (let from = 0; from < calls.length; from += 500) {
    expect((await recordEvents({ ctx, events: calls.slice(from, from + 500) })).rejected).toEqual([]);
  }
  key = await testKey(ctx, "read");
  for (const role of ["owner", "admin", "finance", "member"] as const) {
    people[role] = await testPerson(api.url, ctx.orgId, role);
  }
}, 60_000);
afterAll(() => api.close());

type Table = { columns: string[]; rows: Record<string, string>[]; response: Response };

async function read(response: Response): Promise<Table> {
  expect(response.status).toBe(200);
  const [columns = [], ...rows] = parse(await response.text()) as string[][];
  return { columns, rows: rows.map((row) => Object.fromEntries(row.map((text, i) => [columns[i], text]))), response };
}
const page = async (path: string) => read(await people.owner.fetch(`/api/exports/${path}`));
const rest = async (query = "", by = key) =>
  read(
    await fetch(`${api.url}/api/v1/exports/transactions.csv${query}`, { headers: { authorization: `Bearer ${by}` } }),
  );

async function countOf(batches: AsyncIterable<readonly unknown[]> | undefined): Promise<number> {
  let count = 0;
  for await (const batch of batches ?? []) count += batch.length;
  return count;
}

/** The sum of a column of dollars, in nano-dollars. */
const sumOf = (rows: Record<string, string>[], column: string) =>
  rows.reduce((sum, row) => sum + (row[column] ? parseDollars(row[column]) : 0n), 0n);

describe("the ledger as CSV", () => {
  test("every entry once, newest first within a project, as the API names it, to the nano-dollar", async () => {
    const { rows, response } = await rest();
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(response.headers.get("content-disposition")).toBe(
      `attachment; filename="transactions-${ctx.orgId}-${dayKey(new Date())}.csv"`,
    );
    expect(rows.map((row) => row.id?.replace(/^'/, "")).sort()).toEqual(calls.map(({ id }) => id).sort());
    const times = rows.filter((row) => row.projectId === "web").map((row) => row.occurredAt ?? "");
    expect(times).toEqual(times.toSorted().reverse());
    for (const call of calls.slice(0, 60)) {
      const row = rows.find(({ id }) => id === call.id || id === `'${call.id}`);
      expect(row).toMatchObject({
        projectId: call.projectId,
        agentId: call.agentId.replace(/^=/, "'="),
        inputTokens: String(call.inputTokens),
        runId: call.runId ?? "",
        tags: call.tags ? JSON.stringify(call.tags) : "",
        ...("cost" in call && call.cost && { costSource: "reported", costNanos: String(Math.round(call.cost * 1e9)) }),
      });
      expect(row?.cost).toBe(row?.costNanos === "" ? "" : row?.cost);
      expect(parseDollars(row?.cost || "0")).toBe(BigInt(row?.costNanos || 0));
    }
  });

  test.each([
    ["?projectId=web", (call: (typeof calls)[number]) => call.projectId === "web"],
    ["?agentId=builder", (call) => call.agentId === "builder"],
    ["?runId=run-3&projectId=api", (call) => call.runId === "run-3" && call.projectId === "api"],
    [`?from=${month}-01&to=${dayKey(now)}`, () => true],
    [
      `?from=${month}-02&to=${month}-03&projectId=web`,
      (call) => call.projectId === "web" && /-0[23]T/.test(call.occurredAt),
    ],
    [
      `?from=${encodeURIComponent(calls[40]?.occurredAt ?? "")}`,
      (call) => call.occurredAt >= (calls[40]?.occurredAt ?? ""),
    ],
    [
      `?to=${encodeURIComponent(calls[40]?.occurredAt ?? "")}`,
      (call) => call.occurredAt < (calls[40]?.occurredAt ?? ""),
    ],
  ] satisfies [string, (call: (typeof calls)[number]) => boolean][])("%s", async (query, wanted) => {
    const { rows } = await rest(query);
    expect(rows.map((row) => row.id?.replace(/^'/, "")).sort()).toEqual(
      calls
        .filter(wanted)
        .map(({ id }) => id)
        .sort(),
    );
  });

  test.each([
    ["?from=yesterday", 400],
    ["?projctId=web", 400],
    [`?from=${month}-03&to=${month}-02`, 400],
    ["?projectId=other", 404],
    ["?agentId=other", 404],
  ])("%s: %i", async (query, status) => {
    const answer = await fetch(`${api.url}/api/v1/exports/transactions.csv${query}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
  });

  test("as of one moment; four at a time; whoever stops reading makes room", async () => {
    const own = await testOrganization();
    const event = (i: number) => ({
      ...{ id: `e${i}`, projectId: "web", agentId: "a", provider: "p", model: "m" },
      ...{ inputTokens: 1, outputTokens: 1, cost: 1, occurredAt: new Date(now.getTime() - i).toISOString() },
    });
    await recordEvents({ ctx: own, events: Array.from({ length: 1_100 }, (_, i) => event(i)) });
    const streams = Array.from({ length: 4 }, () => streamTransactions(own, {}));
    const first = await Promise.all(streams.map(async (stream) => (await stream.next()).value ?? []));
    await recordEvents({ ctx: own, events: [event(2_000)] });
    await expect(streamTransactions(own, {}).next()).rejects.toMatchObject({ code: "rate_limited" });
    const [whole, ...others] = streams;
    expect((first[0] ?? []).length + (await countOf(whole))).toBe(1_100);
    for (const stream of others) await stream.return();
    expect(await countOf(streamTransactions(own, {}))).toBe(1_101);
  });
});

describe("tables of the pages", () => {
  test("each “By …” table of a product sums to its month, what has no price included", async () => {
    const ofWeb = `projectId=web&month=${month}`;
    const web = (await rest("?projectId=web")).rows;
    const total = sumOf(web, "cost");
    const unpriced = web.filter(({ costSource }) => costSource === "unpriced").length;
    expect([total > 0n, unpriced > 0]).toEqual([true, true]);
    for (const name of ["by-agent-type", "by-pipeline", "by-provider", "by-model", "daily-spend", "monthly-trend"]) {
      const query = name === "daily-spend" ? `${ofWeb}&range=90d&groupBy=provider` : ofWeb;
      const { rows } = await page(`${name}.csv?${query}`);
      expect([name, sumOf(rows, "Cost (USD)")]).toEqual([name, total]);
      const calls = rows.reduce((sum, row) => sum + Number(row["Unpriced Calls"]), 0);
      expect([name, calls]).toEqual([name, unpriced]);
    }
    const days = (await page(`daily-spend-by-provider.csv?${ofWeb}`)).rows;
    expect([sumOf(days, "Cost (USD)"), sumOf(days, "OpenAI (USD)")]).toEqual([
      total,
      sumOf(
        web.filter(({ provider }) => provider === "openai"),
        "cost",
      ),
    ]);
    const { rows, response } = await page("recent-runs.csv?projectId=web");
    expect([rows.length, sumOf(rows, "Cost (USD)")]).toEqual([web.length, total]);
    expect(response.headers.get("content-disposition")).toContain(`"recent-runs-web-${dayKey(new Date())}.csv"`);
    const top = (await page(`top-pipelines.csv?${ofWeb}`)).rows;
    expect(top).toHaveLength(5);
    const dearest = sumOf(
      web.filter(({ runId }) => runId === top[0]?.Run),
      "cost",
    );
    expect(sumOf(top.slice(0, 1), "Cost (USD)")).toBe(dearest);
  });

  test("projects with the filter and the order of the page; agents, budgets, alerts, audit", async () => {
    const projects = await page("projects.csv?sort=name");
    expect(projects.rows.map((row) => row["Project Id"])).toEqual(["api", "empty", "web"]);
    expect(sumOf(projects.rows, "Spend (USD)")).toBe(sumOf((await rest()).rows, "cost"));
    expect((await page("projects.csv?q=AP&status=no_limit")).rows.map((row) => row.Project)).toEqual(["api"]);
    const agents = (await page("agents.csv")).rows;
    expect(agents.map((row) => row["Agent Id"]).sort()).toEqual(['\'=HYPERLINK("http://evil.example")', "builder"]);
    expect(sumOf(agents, "Cost This Month (USD)")).toBe(sumOf(projects.rows, "Spend (USD)"));
    expect((await page("agents.csv?q=build")).rows).toHaveLength(1);
    for (const name of ["agents", "projects", "company-agents", "prices", "budgets", "members", "projections"]) {
      expect((await page(`${name}.csv?q=x%00y`)).rows).toEqual([]);
    }
    expect((await page("budgets.csv")).rows).toMatchObject([{ "Limit (USD)": "0.000000001", Status: "Over Limit" }]);
    expect((await page("alerts.csv?show=open")).rows.map(({ Level }) => Level)).toContain("exceeded");
    expect((await page("alerts.csv?show=acknowledged")).rows).toEqual([]);
    expect((await page("audit.csv?group=key")).rows).toMatchObject([{ Action: "key.create" }]);
    for (const name of ["company-agents", "company-projects", "company-providers"]) {
      const { rows } = await page(`${name}.csv?month=${month}`);
      expect([name, sumOf(rows, "Cost (USD)")]).toEqual([name, sumOf(projects.rows, "Spend (USD)")]);
    }
    const ofBuilder = sumOf((await rest("?agentId=builder")).rows, "cost");
    for (const name of ["agent-days", "agent-efforts", "agent-models"]) {
      const { rows } = await page(`${name}.csv?agentId=builder&range=90d`);
      expect([name, sumOf(rows, "Cost (USD)")]).toEqual([name, ofBuilder]);
    }
    const builder = agents.find((row) => row["Agent Id"] === "builder");
    const split = (await page("agent-projects.csv?agentId=builder")).rows;
    expect(sumOf(split, "Cost (USD)")).toBe(parseDollars(builder?.["Cost This Month (USD)"] ?? ""));
    expect(builder?.Projects?.split("; ").sort()).toEqual(split.map((row) => row.Project).sort());
    const evil = await page(`agent-calls.csv?agentId=${encodeURIComponent('=HYPERLINK("http://evil.example")')}`);
    const jobs = await page(`agent-runs.csv?agentId=${encodeURIComponent('=HYPERLINK("http://evil.example")')}`);
    expect(jobs.rows.map((row) => row.Job).sort()).toEqual(
      [...new Set(calls.flatMap(({ jobId }) => jobId ?? []))].sort(),
    );
    expect(evil.rows).toHaveLength(calls.filter(({ agentType }) => agentType === "+research").length);
    expect((await page("run-calls.csv?projectId=api&runId=run-1")).rows.length).toBeGreaterThan(0);
  });

  test("no cell of any table begins a formula", async () => {
    const { id } = await createWebhook({ ctx, input: { url: "https://evil.example/hook" } });
    for (const name of Object.keys(pageTables)) {
      if (name === "refused-lines") continue; // of an import: imports.db.test.ts
      const query = new URLSearchParams();
      if (/^(by-|daily|growth|monthly|projected|top|recent|run-)/.test(name))
        query.set("projectId", /^run-/.test(name) ? "api" : "web");
      if (/^run-/.test(name)) query.set("runId", "run-1");
      if (/^agent-/.test(name)) query.set("agentId", "builder");
      if (name === "corrections") query.set("bookedMonth", month);
      if (name === "price-history") for (const [key, value] of Object.entries(gpt)) query.set(key, value);
      if (name === "webhook-deliveries") query.set("id", id);
      const { rows, columns } = await page(`${name}.csv?${query}`);
      for (const cell of [...columns, ...rows.flatMap((row) => Object.values(row))])
        expect(cell).not.toMatch(/^[=+@-]/);
    }
  });

  test.each([
    ["owner", 200],
    ["admin", 200],
    ["finance", 200],
    ["member", 403],
  ] as const)("the audit log for a %s: %i; figures are for all", async (role, status) => {
    expect((await people[role].fetch("/api/exports/audit.csv")).status).toBe(status);
    for (const name of ["projects", "prices", "insights", "projections", "approvals"])
      expect((await people[role].fetch(`/api/exports/${name}.csv`)).status).toBe(200);
  });

  test.each([
    ["owner", 200],
    ["admin", 200],
    ["finance", 403],
    ["member", 403],
  ] as const)("members, invitations and keys for a %s: %i", async (role, status) => {
    for (const name of ["members", "invitations", "api-keys"])
      expect([name, (await people[role].fetch(`/api/exports/${name}.csv`)).status]).toEqual([name, status]);
  });

  test.each([
    ["nothing.csv", 404],
    ["constructor.csv", 404],
    ["by-provider.csv?projectId=other", 404],
    ["by-provider.csv", 400],
    ["by-provider.csv?projectId=web&month=2099-01", 400],
    ["projects.csv?sort=colour", 400],
  ])("%s: %i", async (path, status) => {
    const answer = await people.owner.fetch(`/api/exports/${path}`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
  });

  test("nobody without a session or a key; the head alone is answered too", async () => {
    expect((await fetch(`${api.url}/api/exports/projects.csv`)).status).toBe(401);
    const head = await people.owner.fetch("/api/exports/recent-runs.csv?projectId=web", { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });
});
