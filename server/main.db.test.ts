import { createServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import { createApiKey } from "./access/api-keys.ts";
import { pool } from "./db.ts";
import { type RunningServer, startServer } from "./main.ts";
import { StartError } from "./start-error.ts";

let server: RunningServer | undefined;
afterEach(() => server?.close());

const start = async () => {
  server = await startServer({ port: 0, host: "127.0.0.1", pages: false });
  return server;
};

/** A request that waits in the database until `release`, as a long one would. */
async function requestUnderWay(url: string, headers: Record<string, string> = {}) {
  const ctx = await testOrganization();
  const { key } = await createApiKey({ ctx, input: { name: "slow", scopes: ["read"] } });
  const client = await pool().connect();
  await client.query("BEGIN");
  await client.query("LOCK TABLE projects");
  const answer = fetch(`${url}/api/v1/projects`, { headers: { authorization: `Bearer ${key}`, ...headers } });
  answer.catch(() => {});
  const waiting = "SELECT count(*) AS n FROM pg_locks WHERE NOT granted AND relation = 'projects'::regclass";
  while ((await client.query(waiting)).rows[0].n !== "1");
  const release = async () => {
    await client.query("COMMIT");
    client.release();
  };
  return { answer, release };
}

test("a taken port is said in one sentence with a way out", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const port = address && typeof address === "object" ? address.port : 0;
  const failed = await startServer({ port, host: "127.0.0.1", pages: false }).catch((error: unknown) => error);
  other.close();
  expect(failed).toBeInstanceOf(StartError);
  expect(String(failed)).toContain(`Port ${port} is in use`);
});

test("closing finishes what is under way and takes nothing new", async () => {
  const { url, close } = await start();
  const { answer, release } = await requestUnderWay(url);
  const closed = close();
  server = undefined;
  await expect(fetch(`${url}/api/health`)).rejects.toThrow();
  await release();
  expect((await answer).status).toBe(200);
  await closed;
});

test("told to stop, it first says that it is not ready, and answers the rest as ever, on connections that end with the answer", async () => {
  let gone = () => {};
  const leave = () => new Promise<void>((resolve) => (gone = resolve));
  const { url, close } = await startServer({ port: 0, host: "127.0.0.1", pages: false, leave });
  expect((await fetch(`${url}/api/ready`)).status).toBe(200);
  const closed = close();
  expect((await fetch(`${url}/api/ready`)).status).toBe(503);
  const answer = await fetch(`${url}/api/v1/projects`);
  expect([answer.status, answer.headers.get("connection")]).toEqual([401, "close"]);
  gone();
  await closed;
  await expect(fetch(`${url}/api/health`)).rejects.toThrow();
});

test("closing does not wait for streams of events, which have no end", async () => {
  const { url, close } = await start();
  const { answer, release } = await requestUnderWay(url, { accept: "text/event-stream" });
  const closed = close();
  server = undefined;
  await expect(answer).rejects.toThrow();
  await release();
  await closed;
});

test("a server can be started again after it was closed", async () => {
  await (await start()).close();
  const { url } = await start();
  expect((await fetch(`${url}/api/ready`)).status).toBe(200);
});
