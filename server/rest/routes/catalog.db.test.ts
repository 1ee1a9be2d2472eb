import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type TestApi, testApi, testKey } from "#scripts/test-api.ts";
import { testOrganization } from "#scripts/test-organization.ts";

let api: TestApi;
let key: string;

beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  key = await testKey(await testOrganization({ projects: ["web", "api"] }), "admin");
});

const send = (method: string, path: string, body: unknown) =>
  api.call(path, { method, key, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

test("a project is renamed, archived and taken back", async () => {
  const renamed = await send("PATCH", "/v1/projects/web", { name: "Website" });
  expect(renamed).toMatchObject({ status: 200, body: { id: "web", name: "Website", archivedAt: null } });
  const archived = await send("PATCH", "/v1/projects/web", { archived: true });
  expect(archived.body).toMatchObject({ name: "Website", archivedAt: expect.any(String) });
  expect((await send("PATCH", "/v1/projects/web", { archived: false })).body.archivedAt).toBeNull();
  expect((await send("PATCH", "/v1/projects/none", { name: "x" })).status).toBe(404);
  expect((await send("PATCH", "/v1/projects/web", { nam: "x" })).status).toBe(400);
});

test("a run cannot end before it starts, nor belong to two projects", async () => {
  const times = { startedAt: "2026-11-22T10:00:00Z", finishedAt: "2026-11-22T09:00:00Z" };
  const backwards = await send("PUT", "/v1/runs/r1", { projectId: "web", ...times });
  expect(backwards).toMatchObject({ status: 400, body: { errors: [{ path: "finishedAt" }] } });
  expect((await send("PUT", "/v1/runs/r1", { projectId: "web", startedAt: times.startedAt })).status).toBe(200);
  const early = { projectId: "web", status: "succeeded", finishedAt: times.finishedAt };
  expect((await send("PUT", "/v1/runs/r1", early)).status).toBe(400);
  expect(await send("PUT", "/v1/runs/r1", { projectId: "api" })).toMatchObject({
    status: 409,
    body: { detail: 'The run "r1" belongs to the project "web".' },
  });
});

test("a job cannot end before it starts, nor change its agent or project", async () => {
  const job = { projectId: "web", agentId: "a", startedAt: "2026-11-22T10:00:00Z" };
  expect((await send("PUT", "/v1/jobs/j1", { ...job, finishedAt: "2026-11-22T09:59:59Z" })).status).toBe(400);
  expect((await send("PUT", "/v1/jobs/j1", job)).status).toBe(200);
  expect((await send("PUT", "/v1/jobs/j1", { ...job, agentId: "b" })).status).toBe(409);
  expect((await send("PUT", "/v1/jobs/j1", { ...job, projectId: "api" })).status).toBe(409);
});

test("null is what is left out, where a field may be left out", async () => {
  const call = { projectId: "web", agentId: "a", provider: "p", model: "m", inputTokens: 1, outputTokens: 1 };
  const events = [
    { ...call, id: "e1", runId: null, cost: null, tags: null },
    { ...call, id: "e1" },
    { ...call, id: "e2", inputTokens: null },
  ];
  expect((await send("POST", "/v1/events", { events })).body).toMatchObject({
    accepted: 1,
    duplicates: 1,
    rejected: [{ id: "e2", message: "inputTokens: is required" }],
  });
});

test("a short list comes page by page, each row once; a cursor whose row is gone is said to be", async () => {
  await Promise.all(["b1", "b2", "b3", "b4", "b5"].map((id) => put(id)));
  const seen: string[] = [];
  let next = "";
  do {
    const { body } = await api.call(`/v1/budgets?limit=2${next && `&cursor=${next}`}`, { key });
    seen.push(...body.data.map(({ id }: { id: string }) => id));
    next = body.nextCursor ?? "";
  } while (next);
  expect(seen).toEqual(["b1", "b2", "b3", "b4", "b5"]);

  const { nextCursor } = (await api.call("/v1/budgets?limit=2", { key })).body;
  await api.call("/v1/budgets/b2", { method: "DELETE", key });
  expect(await api.call(`/v1/budgets?cursor=${nextCursor}`, { key })).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining("Start again without a cursor") },
  });

  async function put(id: string) {
    const budget = { scope: "organization", window: "month", unit: "cost", limit: 5 };
    expect((await send("PUT", `/v1/budgets/${id}`, budget)).status).toBe(200);
  }
});
