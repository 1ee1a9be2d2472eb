import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApi, testApi, testKey } from "#scripts/test-api.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { prisma } from "#server/db.ts";

let api: TestApi;
let key: string;
let orgId: string;

const call = (id: string, more: object) => ({
  id,
  projectId: "web",
  agentId: "writer",
  agentType: "writing",
  provider: "openai",
  model: "gpt-4.1",
  inputTokens: 1_000,
  outputTokens: 10,
  ...more,
});

/** Of two days, two projects, two agents, two providers; one without a price, one retry that failed. */
const calls = [
  call("c1", { occurredAt: "2026-10-30T23:59:59.999Z", cost: 0.1 }),
  call("c2", { occurredAt: "2026-10-31T00:00:00.000Z", cost: 0.000000007, runId: "run-1", sessionId: "s" }),
  call("c3", { occurredAt: "2026-10-31T12:00:00.000Z", projectId: "app", cost: 2, runId: "run-1", jobId: "job-1" }),
  call("c4", {
    occurredAt: "2026-10-31T12:00:00.000Z",
    agentId: "judge",
    agentType: "test",
    attempt: 2,
    status: "error",
  }),
  call("c5", {
    occurredAt: "2026-10-31T13:00:00.000Z",
    provider: "in-house",
    model: "none",
    tags: { team: "a", n: 1 },
  }),
];

beforeAll(async () => {
  api = await testApi();
  const ctx = await testOrganization({ projects: ["web", "app"] });
  orgId = ctx.orgId;
  const sent = await api.call("/v1/events", {
    method: "POST",
    key: await testKey(ctx, "ingest"),
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ events: calls }),
  });
  expect(sent.body).toEqual({ accepted: 5, duplicates: 0, rejected: [] });
  key = await testKey(ctx, "read");
});
afterAll(() => api.close());

const get = (path: string, credentials = key) => api.call(path, { key: credentials });
const ids = ({ body }: Awaited<ReturnType<typeof get>>) => body.data.map(({ id }: { id: string }) => id);

test("charges come newest first, of all or of what is asked for, page by page", async () => {
  expect(ids(await get("/v1/transactions"))).toEqual(["c5", "c4", "c3", "c2", "c1"]);
  expect(ids(await get("/v1/transactions?projectId=web"))).toEqual(["c5", "c4", "c2", "c1"]);
  expect(ids(await get("/v1/transactions?agentId=judge"))).toEqual(["c4"]);
  expect(ids(await get("/v1/transactions?runId=run-1"))).toEqual(["c3", "c2"]);
  expect(ids(await get("/v1/transactions?runId=run-1&projectId=app&agentId=writer"))).toEqual(["c3"]);
  expect(ids(await get("/v1/transactions?from=2026-10-31&to=2026-10-31"))).toEqual(["c5", "c4", "c3", "c2"]);
  expect(ids(await get("/v1/transactions?to=2026-10-30"))).toEqual(["c1"]);
  expect(ids(await get("/v1/transactions?from=2026-10-31T12:00:00Z&to=2026-10-31T13:00:00Z"))).toEqual(["c4", "c3"]);
  for (const filter of ["", "&projectId=web", "&agentId=writer&from=2026-10-01"]) {
    const all = ids(await get(`/v1/transactions?limit=500${filter}`));
    const paged: string[] = [];
    for (let cursor = ""; ; ) {
      const page = await get(`/v1/transactions?limit=2${filter}${cursor}`);
      paged.push(...ids(page));
      if (page.body.nextCursor === null) break;
      cursor = `&cursor=${page.body.nextCursor}`;
    }
    expect(paged).toEqual(all);
  }
});

test("a charge has every field of its event, and what it was priced by", async () => {
  const { body } = await get("/v1/transactions?from=2026-10-31");
  const [unpriced, priced, , reported] = body.data;
  expect(unpriced).toMatchObject({
    ...{ provider: "in-house", model: "none", tags: { team: "a", n: 1 }, currency: "USD" },
    ...{ cost: null, costNanos: null, costSource: "unpriced", priceSource: null },
  });
  // gpt-4.1: $2 and $8 per million.
  expect(priced).toMatchObject({
    ...{ cost: 0.00208, costNanos: "2080000", computedCostNanos: "2080000", reportedCost: null, costSource: "priced" },
    ...{ priceSource: expect.stringContaining("gpt-4.1"), attempt: 2, status: "error", agentType: "test" },
  });
  expect(reported).toMatchObject({
    ...{ cost: 0.000000007, costNanos: "7", reportedCostNanos: "7", computedCostNanos: "2080000" },
    ...{ costSource: "reported", runId: "run-1", sessionId: "s", recordedAt: expect.stringMatching(/Z$/) },
  });
});

test("usage adds up to the ledger to the nano-dollar, however it is grouped and filtered", async () => {
  const entries = await prisma().creditTransaction.findMany({ where: { orgId } });
  const total = entries.reduce((sum, { costNanos }) => sum + (costNanos ?? 0n), 0n);
  const range = "from=2026-10-01&to=2026-10-31";
  const whole = await get(`/v1/usage?${range}`);
  expect(whole.body).toMatchObject({
    data: [{ costNanos: `${total}`, inputTokens: 5000, outputTokens: 50, calls: 5, errors: 1, unpricedCalls: 1 }],
    nextCursor: null,
  });
  expect(whole.body.data[0]).toMatchObject({ retryCostNanos: "2080000", unpricedTokens: 1010 });
  for (const groupBy of [
    "day",
    "provider",
    "agent",
    "model",
    "project",
    "agentType",
    "day,provider,agent,model,project,agentType",
  ]) {
    const rows: { costNanos: string; calls: number }[] = [];
    for (let cursor = ""; ; ) {
      const { body } = await get(`/v1/usage?${range}&groupBy=${groupBy}&limit=2${cursor}`);
      rows.push(...body.data);
      if (body.nextCursor === null) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(rows.reduce((sum, row) => sum + BigInt(row.costNanos), 0n)).toBe(total);
    expect(rows.reduce((sum, row) => sum + row.calls, 0)).toBe(5);
  }
  const byDay = await get(`/v1/usage?${range}&groupBy=project,day&agentId=writer&provider=openai`);
  expect(byDay.body.data).toMatchObject([
    { day: "2026-10-30", projectId: "web", cost: 0.1, calls: 1 },
    { day: "2026-10-31", projectId: "app", cost: 2, calls: 1 },
    { day: "2026-10-31", projectId: "web", costNanos: "7", calls: 1 },
  ]);
  expect((await get(`/v1/usage?${range}&groupBy=day&model=unknown`)).body).toEqual({ data: [], nextCursor: null });
  expect((await get("/v1/usage?to=2026-10-31")).body.data[0].calls).toBe(5);
});

test("what cannot be meant is refused; what is another organisation's is not there", async () => {
  for (const query of [
    "from=2026-11-02&to=2026-11-01",
    "groupBy=colour",
    "from=yesterday",
    "from=2020-01-01",
    "limit=0",
  ]) {
    expect(await get(`/v1/usage?${query}`)).toMatchObject({ status: 400, body: { code: "validation_failed" } });
  }
  for (const query of ["from=2026-11-02&to=2026-11-01", "from=yesterday", "runId=a%20b"]) {
    expect(await get(`/v1/transactions?${query}`)).toMatchObject({ status: 400, body: { code: "validation_failed" } });
  }
  const cursor = Buffer.from(JSON.stringify(["someday"])).toString("base64url");
  expect((await get(`/v1/usage?groupBy=day&cursor=${cursor}`)).body.code).toBe("bad_request");
  expect((await get("/v1/transactions?cursor=x")).body.code).toBe("bad_request");
  const others = await testOrganization({ projects: ["other"] });
  const theirs = await testKey(others, "read");
  for (const path of ["/v1/transactions", "/v1/usage"]) {
    expect((await get(`${path}?projectId=other`)).status).toBe(404);
    expect((await get(`${path}?agentId=writer`, theirs)).status).toBe(404);
    expect((await api.call(path)).status).toBe(401);
    expect((await get(path, await testKey(others, "ingest"))).status).toBe(403);
  }
  expect((await get("/v1/transactions?runId=run-1", theirs)).body.data).toEqual([]);
  expect((await get("/v1/projects/web")).body).toMatchObject({ id: "web", archivedAt: null });
  expect((await get("/v1/projects/other")).status).toBe(404);
});

test("the process is told in Prometheus' text", async () => {
  const response = await fetch(`${api.url}/api/metrics`);
  expect(response.headers.get("content-type")).toContain("text/plain; version=0.0.4");
  const text = await response.text();
  const counted = (labels: string) => Number(text.match(new RegExp(`_count\\{${labels}\\} (\\d+)`))?.[1]);
  expect(counted('method="POST",route="/api/v1/events",status="200"')).toBe(1);
  expect(counted('method="GET",route="/api/v1/transactions",status="404"')).toBeGreaterThan(0);
  expect(text).toMatch(/^purser_database_connections \d+$/m);
  for (const line of text.trimEnd().split("\n"))
    expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{.+\})? [\d.e+-]+)$/);
});
