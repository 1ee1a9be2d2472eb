import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
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
const monthly = { scope: "organization", window: "month", unit: "cost", limit: 1 };

test("reservations are listed, by status, page by page; the audit log is for those who may read it", async () => {
  await call("PUT", "/v1/budgets/all", { ...monthly, onExceeded: ["block"] });
  for (const id of ["r1", "r2", "r3", "r4"]) await call("POST", "/v1/reservations", { id, ...agent, amount: 0.3 });
  await call("POST", "/v1/reservations/r1/release");
  const ids = ({ body }: Awaited<ReturnType<typeof call>>) => body.data.map(({ id }: { id: string }) => id);
  expect(ids(await call("GET", "/v1/reservations?status=held")).sort()).toEqual(["r2", "r3"]);
  expect(ids(await call("GET", "/v1/reservations?status=refused"))).toEqual(["r4"]);
  const first = await call("GET", "/v1/reservations?limit=3");
  expect(first.body.data[0]).toMatchObject({ projectId: "web", agentId: "a1", amount: 0.3 });
  const next = await call("GET", `/v1/reservations?limit=3&cursor=${first.body.nextCursor}`);
  expect([...ids(first), ...ids(next)].sort()).toEqual(["r1", "r2", "r3", "r4"]);
  expect(next.body.nextCursor).toBeNull();
  expect((await call("GET", "/v1/reservations?status=gone")).status).toBe(400);

  await call("PUT", "/v1/budgets/all", { ...monthly, limit: 2, onExceeded: ["block"] });
  const log = await call("GET", "/v1/audit?group=budget&limit=1");
  expect(log.body.data).toMatchObject([
    { actor: "key:admin", action: "budget.set", target: "budget:all", before: { limit: "1" }, after: { limit: "2" } },
  ]);
  const older = await call("GET", `/v1/audit?group=budget&limit=1&cursor=${log.body.nextCursor}`);
  expect(older.body).toMatchObject({ data: [{ after: { limit: "1" } }], nextCursor: null });
  const reader = await testKey(ctx, "read");
  expect((await call("GET", "/v1/audit", undefined, reader)).status).toBe(403);
  expect(await call("GET", "/v1/audit?group=%00&actor=%00&target=%00")).toMatchObject({
    status: 200,
    body: { data: [] },
  });
  const theirs = await testKey(await testOrganization(), "admin");
  expect((await call("GET", "/v1/reservations", undefined, theirs)).body.data).toEqual([]);
});

test("approvals are listed by what became of them", async () => {
  await call("PUT", "/v1/budgets/all", { ...monthly, onExceeded: ["approval"] });
  const ask = async (id: string) =>
    (await call("POST", "/v1/reservations", { id, ...agent, amount: 2 })).body.approvalId as string;
  const [waits, approved, rejected, withdrawn] = [await ask("r1"), await ask("r2"), await ask("r3"), await ask("r4")];
  await call("POST", `/v1/approvals/${approved}/decision`, { decision: "approve" });
  await call("POST", `/v1/approvals/${rejected}/decision`, { decision: "reject", reason: "No." });
  await call("POST", "/v1/reservations/r4/release");
  const listed = async (query: string) => {
    const { body } = await call("GET", `/v1/approvals?${query}`);
    return body.data.map(({ id, status }: { id: string; status: string }) => `${status} ${id}`).sort();
  };
  expect(await listed("status=pending")).toEqual([`pending ${waits}`]);
  expect(await listed("status=approved")).toEqual([`approved ${approved}`]);
  expect(await listed("status=rejected")).toEqual([`rejected ${rejected}`]);
  expect(await listed("status=withdrawn")).toEqual([`withdrawn ${withdrawn}`]);
  expect(await listed("pending=true")).toEqual([`pending ${waits}`]);
  expect(await listed("pending=false")).toHaveLength(3);
  expect(await listed("")).toHaveLength(4);
  expect(await listed("status=expired")).toEqual([]);
});

test.each(["reservations", "audit", "alerts", "approvals"])("a cursor that %s never gave is refused", async (list) => {
  for (const position of [
    ["yesterday", "r1"],
    ["2026-11-22T10:00:00.000Z"],
    ["2026-11-22T10:00:00.000Z", "\0"],
    "r1",
  ]) {
    const cursor = Buffer.from(JSON.stringify(position)).toString("base64url");
    expect(await call("GET", `/v1/${list}?cursor=${cursor}`)).toMatchObject({
      status: 400,
      body: { code: "bad_request", detail: expect.stringContaining("nextCursor of the page before") },
    });
  }
});

test("webhooks are changed over the API too", async () => {
  const { body: created } = await call("POST", "/v1/webhooks", { url: "https://example.com/hook" });
  const path = `/v1/webhooks/${created.id}`;
  expect(await call("PATCH", path, { enabled: false, format: "slack" })).toMatchObject({
    status: 200,
    body: { id: created.id, enabled: false, format: "slack", url: "https://example.com/hook" },
  });
  expect((await call("PATCH", path, { url: "https://u:p@example.com" })).body.errors[0].path).toBe("url");
  expect((await call("PATCH", path, { enabled: "no" })).status).toBe(400);
  expect((await call("PATCH", "/v1/webhooks/none", { enabled: false })).status).toBe(404);
});

test.each([
  ["projects", "limit, cursor"],
  ["transactions", "limit, cursor, projectId, agentId, runId, from, to"],
  ["usage", "limit, cursor, from, to, groupBy, projectId, agentId, agentType, provider, model"],
  ["alerts", "limit, cursor, agentId, projectId, open"],
])("%s refuse a parameter that they do not know, instead of answering about everything", async (list, names) => {
  const misspelt = await call("GET", `/v1/${list}?agentid=triage`);
  expect(misspelt).toMatchObject({ status: 400, body: { code: "validation_failed" } });
  const message = `is not a known field (there are: ${names})`;
  expect(misspelt.body.errors).toEqual([{ path: "agentid", message }]);
});

test.each([
  ["/v1/agents?projectId=nowhere", 'There is no project "nowhere".'],
  ["/v1/alerts?projectId=nowhere", 'There is no project "nowhere".'],
  ["/v1/alerts?agentId=nobody", 'There is no agent "nobody".'],
  ["/budget/alerts?agentId=nobody", 'There is no agent "nobody".'],
  ["/v1/transactions?agentId=nobody", 'There is no agent "nobody".'],
  ["/v1/usage?projectId=nowhere", 'There is no project "nowhere".'],
])("%s is not an empty list: what is filtered by must exist", async (path, detail) => {
  expect(await call("GET", path)).toMatchObject({ status: 404, body: { code: "not_found", detail } });
});
