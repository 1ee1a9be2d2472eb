import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { testKey } from "#scripts/test-api.ts";
import { counter, discrepancies, dollar, setCap, watchCaps } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { type TestServer, testServer } from "#scripts/test-server.ts";
import { prisma } from "#server/db.ts";
import { expireReservations } from "./expire.ts";

/** Two server processes on one database; a test may kill the first, and whoever calls goes on with the second. */
let servers: TestServer[];

beforeAll(async () => {
  servers = await Promise.all([
    testServer({ PURSER_PRIVATE_WEBHOOKS: "true" }),
    testServer({ PURSER_PRIVATE_WEBHOOKS: "true" }),
  ]);
});
afterAll(() => Promise.all(servers.map((server) => server.kill())));

type Answer = { status: number; body: Record<string, unknown> };

/** Posts to one of the servers; where that gives no answer, the same once more to the other one, as a client does. */
async function post(key: string, first: number, path: string, body: object = {}): Promise<Answer> {
  for (let turn = first; ; turn++) {
    const { url } = servers[turn % 2] as TestServer;
    const answer = await fetch(`${url}/api${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    })
      .then(async (response) => ({ status: response.status, body: (await response.json()) as Answer["body"] }))
      .catch(() => null);
    if (answer && answer.status !== 503) return answer;
  }
}

test("twenty agents woken at once under a cap for two: two are admitted, whichever process they ask", async () => {
  const ctx = await testOrganization();
  const key = await testKey(ctx, "reserve");
  await setCap(ctx, { scope: "organization", window: "day", limit: dollar });
  const wake = (i: number) => post(key, i, "/v1/reservations", { agentId: `a${i}`, projectId: "web", amount: 0.5 });
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => wake(i)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
  expect(answers.filter(({ status }) => status === 402)).toHaveLength(18);
  expect((await counter(ctx, "organization", ctx.orgId)).reserved).toBe(dollar);
});

test("a threshold that two processes cross at once is one alert, one event and one delivery", async () => {
  const received: string[] = [];
  const endpoint = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    received.push(JSON.parse(Buffer.concat(parts).toString()).data.level);
    response.end();
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  const ctx = await testOrganization();
  const key = await testKey(ctx, "admin");
  const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`;
  expect((await post(key, 0, "/v1/webhooks", { url, events: ["BudgetThresholdCrossed"] })).status).toBe(201);
  await setCap(ctx, { scope: "organization", window: "month", limit: 60n * dollar, onExceeded: ["notify", "webhook"] });
  const call = { projectId: "web", agentId: "a1", provider: "p", model: "m", inputTokens: 1, outputTokens: 1, cost: 1 };
  const send = (i: number) => post(key, i, "/v1/events", { events: [{ ...call, id: `e${i}` }] });
  await Promise.all(Array.from({ length: 64 }, (_, i) => send(i)));

  const alerts = await prisma().budgetAlert.findMany({ where: { orgId: ctx.orgId } });
  const levels = alerts.map(({ level }) => level).sort();
  // Of thresholds that one transaction jumps over the highest alone is told; the last one is always.
  expect(new Set(levels).size).toBe(levels.length);
  expect(levels).toContain("exceeded");
  const crossed = { orgId: ctx.orgId, type: "BudgetThresholdCrossed" };
  expect(await prisma().domainEvent.count({ where: crossed })).toBe(levels.length);
  await vi.waitFor(() => expect(received.toSorted()).toEqual(levels), { timeout: 60_000, interval: 100 });
  expect(await prisma().webhookDelivery.count({ where: { orgId: ctx.orgId } })).toBe(levels.length);
  endpoint.close();
});

test("64 callers at two processes, one of them killed in the middle: no cap is passed, no hold lost, nothing counted twice", async () => {
  const ctx = await testOrganization({ projects: ["web", "api"] });
  const key = await testKey(ctx, "reserve");
  await setCap(ctx, { scope: "organization", window: "month", limit: 6n * dollar });
  await setCap(ctx, { scope: "project", projectId: "web", scopeId: "web", window: "month", limit: 4n * dollar });
  await setCap(ctx, { scope: "agent", window: "day", limit: 2n * dollar });
  await setCap(ctx, { scope: "pipeline_run", window: "run", limit: dollar });
  const watch = watchCaps(ctx);
  const calls = fc.sample(
    fc.record({
      agentId: fc.constantFrom("a1", "a2", "a3", "a4"),
      projectId: fc.constantFrom("web", "api"),
      runId: fc.constantFrom(undefined, "r1", "r2", "r3"),
      cents: fc.integer({ min: 1, max: 20 }),
      used: fc.integer({ min: 0, max: 100 }),
      ending: fc.constantFrom("settle", "settle", "settle", "release", "abandon"),
    }),
    240,
  );
  let next = 0;
  let spent = 0n;
  let admitted = 0;
  const answered: [object, Answer][] = [];
  const caller = async () => {
    for (let i = next++; i < calls.length; i = next++) {
      const call = calls[i];
      if (!call) return;
      if (i === calls.length / 4) void servers[0]?.kill();
      const { agentId, projectId, runId, cents } = call;
      const whom = { agentId, projectId, runId };
      const id = `call-${i}`;
      const asked = { id, ...whom, amount: cents / 100 };
      const answer = await post(key, i, "/v1/reservations", asked);
      answered.push([asked, answer]);
      expect([201, 402]).toContain(answer.status);
      if (answer.status !== 201) continue;
      admitted++;
      if (call.ending === "release") {
        expect((await post(key, i, `/v1/reservations/${id}/release`)).body.status).toBe("released");
      } else if (call.ending === "settle") {
        const nanos = (BigInt(cents) * 10_000_000n * BigInt(call.used)) / 100n;
        const tokens = { inputTokens: 1, outputTokens: 1 };
        const event = { id: `e-${i}`, ...whom, provider: "p", model: "m", ...tokens, cost: Number(nanos) / 1e9 };
        const settled = await post(key, i, `/v1/reservations/${id}/settle`, { event });
        expect(settled).toMatchObject({ status: 200, body: { late: false, over: false, costNanos: nanos.toString() } });
        spent += nanos;
      }
    }
  };
  await Promise.all(Array.from({ length: 64 }, caller));
  const { violations, looks } = await watch.stop();
  expect(violations).toEqual([]);
  expect(looks).toBeGreaterThan(0);
  expect(admitted).toBeGreaterThan(20);

  // Whatever was answered is what any process answers again, the dead one's answers too.
  for (const [asked, answer] of answered.filter((_, i) => i % 8 === 0)) {
    const { requestId: _, ...again } = (await post(key, 1, "/v1/reservations", asked)).body;
    expect(answer.body).toMatchObject(again);
  }
  const held = await prisma().reservation.aggregate({
    where: { orgId: ctx.orgId, status: "held" },
    _sum: { amountNanos: true },
  });
  expect(await counter(ctx, "organization", ctx.orgId)).toEqual({ spent, reserved: held._sum.amountNanos ?? 0n });
  await expireReservations(new Date(Date.now() + 3_600_000));
  expect(await counter(ctx, "organization", ctx.orgId)).toEqual({ spent, reserved: 0n });
  expect(await discrepancies(ctx)).toEqual([]);
});
