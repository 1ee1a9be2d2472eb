import { afterAll, beforeAll, expect, test } from "vitest";
import { testKey } from "#scripts/test-api.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { type TestServer, testServer } from "#scripts/test-server.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { rebuildRollups } from "./rebuild-rollups.ts";
import { reconcile } from "./reconcile.ts";

let servers: TestServer[];
let ctx: Ctx;
let key: string;

beforeAll(async () => {
  servers = await Promise.all([testServer(), testServer()]);
  ctx = await testOrganization({ projects: ["web", "api"] });
  key = await testKey(ctx, "admin");
});
afterAll(() => Promise.all(servers.map((server) => server.kill())));

test("while two servers record and reserve, every comparison agrees, and totals are made anew without a call lost", async () => {
  let going = true;
  const answered = { accepted: 0, refused: 0, reserved: 0 };
  const post = async (url: string, path: string, body: object) => {
    const response = await fetch(`${url}/api/v1/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as { accepted?: number } };
  };
  const load = servers.flatMap(({ url }, server) =>
    [0, 1].map(async (client) => {
      for (let i = 0; going; i++) {
        const events = Array.from({ length: 20 }, (_, k) => ({
          ...{ id: `${server}-${client}-${i}-${k}`, projectId: k % 2 ? "web" : "api", agentId: `a${k % 3}` },
          ...{
            runId: k % 4 ? `r${i % 3}` : undefined,
            jobId: k % 3 ? `j${i % 5}-${k % 2}` : undefined,
            sessionId: `s${k}`,
          },
          ...{ provider: "openai", model: "gpt-4.1", inputTokens: 100 + k, outputTokens: 5, attempt: 1 + (k % 2) },
          occurredAt: new Date(Date.now() - k * 36 * 3_600_000).toISOString(),
        }));
        // A rebuild may keep the organisation longer than a request waits: then it comes again, as agents do.
        const { status, body } = await post(url, "events", { events });
        if (status === 200) answered.accepted += body.accepted ?? 0;
        else {
          expect(status).toBe(503);
          answered.refused++;
          i--;
        }
        if ((await post(url, "reservations", { projectId: "web", agentId: "a1", amount: 0.01 })).status === 201)
          answered.reserved++;
      }
    }),
  );
  const compared: string[] = [];
  try {
    for (let round = 0; round < 3; round++) {
      expect(await reconcile((check) => compared.push(check))).toEqual([]);
      await rebuildRollups({ ctx });
    }
  } finally {
    going = false;
    await Promise.all(load);
  }
  expect(compared.length).toBeGreaterThan(30);
  expect(answered.accepted).toBeGreaterThan(0);
  expect(answered.reserved).toBeGreaterThan(0);
  expect(await reconcile()).toEqual([]);
  const counters = await prisma().usageCounter.findMany({
    where: { orgId: ctx.orgId, scope: "organization", window: "month" },
  });
  // What was answered is there; what was not answered may be, once.
  const calls = counters.reduce((sum, { calls }) => sum + calls, 0n);
  expect(calls >= BigInt(answered.accepted)).toBe(true);
  expect(calls).toBe(BigInt(await prisma().creditTransaction.count({ where: { orgId: ctx.orgId } })));
});
