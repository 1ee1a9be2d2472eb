import { afterAll, expect, test } from "vitest";
import { testKey } from "#scripts/test-api.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { type TestServer, testServer } from "#scripts/test-server.ts";

const servers: TestServer[] = [];
afterAll(async () => {
  for (const server of servers) await server.kill();
});

test("what one process lets in counts in the others within seconds, and in them only for the same caller", async () => {
  const ctx = await testOrganization();
  const [busy, idle] = [await testKey(ctx, "read"), await testKey(ctx, "read")];
  const limit = 600;
  const env = { PURSER_KEY_RATE_LIMIT: String(limit) };
  servers.push(...(await Promise.all([testServer(env), testServer(env)])));
  const [first, other] = servers;
  const ask = async (server: TestServer | undefined, key: string) => {
    const headers = { authorization: `Bearer ${key}` };
    const { status, headers: answer } = await fetch(`${server?.url}/api/v1/projects`, { headers });
    return { status, left: Number(/r=(\d+)/.exec(answer.get("ratelimit") ?? "")?.[1]) };
  };
  for (let sent = 0; sent < 200; sent += 20) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(first, busy)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  }
  // Each of these questions takes one; ten a second flow in. Only what the first let in can make up the rest.
  await expect
    .poll(async () => (await ask(other, busy)).left, { interval: 500, timeout: 30_000 })
    .toBeLessThan(limit - 60);
  expect((await ask(other, idle)).left).toBe(limit - 1);
});
