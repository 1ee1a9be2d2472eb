import { afterAll, beforeAll, expect, test } from "vitest";
import { testKey } from "#scripts/test-api.ts";
import { counter, discrepancies, dollar, setCap } from "#scripts/test-caps.ts";
import { type DatabaseLine, lineToDatabase } from "#scripts/test-database-line.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { prisma } from "#server/db.ts";
import { type RunningServer, startServer } from "#server/main.ts";

let line: DatabaseLine;
let server: RunningServer;

beforeAll(async () => {
  line = await lineToDatabase({ timeoutSeconds: 2 });
  server = await startServer({ port: 0, host: "127.0.0.1", pages: false });
});
afterAll(async () => {
  await server.close();
  await line.cut();
});

test("the database cut off in the middle of reserves: 503 with Retry-After, nothing half-done, and it recovers", async () => {
  const ctx = await testOrganization();
  const key = await testKey(ctx, "reserve");
  await setCap(ctx, { scope: "organization", window: "month", limit: 12n * dollar });
  const reserve = (id?: string) =>
    fetch(`${server.url}/api/v1/reservations`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ id, agentId: "a1", projectId: "web", amount: 0.1 }),
    });
  const ids = Array.from({ length: 200 }, (_, i) => `cut-${i}`);
  const asking = ids.map((id) => reserve(id));
  // Those without an id of their own cannot ask again; they too hold all or nothing.
  const nameless = ids.slice(0, 20).map(() => reserve());
  await Promise.any(asking);
  await line.cut();
  const away = await reserve("while-away");
  expect(away.status).toBe(503);
  expect(Number(away.headers.get("retry-after"))).toBeGreaterThan(0);
  await line.mend();
  for (const answer of await Promise.all([...asking, ...nameless])) {
    expect([201, 402, 503]).toContain(answer.status);
    if (answer.status === 503) expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  }

  const first = new Map(await Promise.all(asking.map(async (answer, i) => [ids[i], (await answer).status] as const)));
  for (const id of ids) {
    let again = await reserve(id);
    while (again.status === 503) again = await reserve(id);
    // What was answered stands; what was not is answered now.
    if (first.get(id) !== 503) expect(again.status).toBe(first.get(id));
  }
  const held = await prisma().reservation.aggregate({
    where: { orgId: ctx.orgId, status: "held" },
    _sum: { amountNanos: true },
  });
  // Every one asked for a tenth, so the cap is full to the last of them.
  expect(held._sum.amountNanos).toBe(12n * dollar);
  expect(await counter(ctx, "organization", ctx.orgId)).toEqual({ spent: 0n, reserved: 12n * dollar });
  expect(await discrepancies(ctx)).toEqual([]);
});

test("a database that takes reserves and never answers: 503 within seconds, none is let through, and each is decided once after", async () => {
  const ctx = await testOrganization();
  const key = await testKey(ctx, "reserve");
  await setCap(ctx, { scope: "organization", window: "month", limit: 2n * dollar });
  const reserve = (id: string) =>
    fetch(`${server.url}/api/v1/reservations`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ id, agentId: "a1", projectId: "web", amount: 0.1 }),
    });
  expect((await reserve("before")).status).toBe(201);
  line.stall();
  const ids = Array.from({ length: 30 }, (_, i) => `silent-${i}`);
  const answers = await Promise.all(ids.map(reserve));
  line.flow();
  for (const answer of answers) {
    expect(answer.status).toBe(503);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await answer.json()).toMatchObject({ code: "unavailable" });
  }
  const statuses: number[] = [];
  for (const id of ids) {
    let again = await reserve(id);
    while (again.status === 503) again = await reserve(id);
    statuses.push(again.status);
  }
  // A tenth each of two dollars, one of which was held before.
  expect(statuses.filter((status) => status === 201)).toHaveLength(19);
  expect(statuses.filter((status) => status === 402)).toHaveLength(11);
  expect(await counter(ctx, "organization", ctx.orgId)).toEqual({ spent: 0n, reserved: 2n * dollar });
  expect(await discrepancies(ctx)).toEqual([]);
});
