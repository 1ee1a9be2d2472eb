import { afterAll, beforeAll, expect, test } from "vitest";
import { type DatabaseLine, lineToDatabase } from "#scripts/test-database-line.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { type TestPerson, testPerson } from "#scripts/test-person.ts";
import { createApiKey } from "./access/api-keys.ts";
import { pool, prisma, transaction } from "./db.ts";
import { toAppError } from "./errors.ts";
import { asRequest } from "./in-request.ts";
import { reconcile } from "./ledger/reconcile.ts";
import { type RunningServer, startServer } from "./main.ts";

let line: DatabaseLine;
let server: RunningServer;
let key: string;
let orgId: string;
let owner: TestPerson;

beforeAll(async () => {
  line = await lineToDatabase({ timeoutSeconds: 2 });
  server = await startServer({ port: 0, host: "127.0.0.1", pages: false });
  const ctx = await testOrganization();
  orgId = ctx.orgId;
  key = (await createApiKey({ ctx, input: { name: "agent", scopes: ["ingest", "read"] } })).key;
  owner = await testPerson(server.url, "owners", "owner");
});
afterAll(async () => {
  await server.close();
  await line.cut();
});

const auth = () => ({ authorization: `Bearer ${key}`, "content-type": "application/json" });
const event = (id: string) => ({
  id,
  projectId: "web",
  agentId: "a",
  provider: "openai",
  model: "gpt-4.1",
  inputTokens: 10,
  outputTokens: 1,
});
const send = (...ids: string[]) =>
  fetch(`${server.url}/api/v1/events`, {
    method: "POST",
    headers: auth(),
    body: JSON.stringify({ events: ids.map(event) }),
  });

/** Every way to the database: REST by key and by cookie, readiness, Better Auth, a procedure. */
const requests: [string, () => Promise<Response>][] = [
  ["recording", () => send("while-away")],
  ["a list, by key", () => fetch(`${server.url}/api/v1/projects`, { headers: auth() })],
  ["a list, by cookie", () => owner.fetch("/api/v1/projects")],
  ["readiness", () => fetch(`${server.url}/api/ready`)],
  [
    "signing in",
    () =>
      owner.fetch("/api/auth/sign-in/email", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email: "a@b.example", password: "not the password" }),
      }),
  ],
  ["a procedure", () => owner.fetch("/api/trpc/aiCost.getCrossProjectSummary")],
];

/** Connections are refused; or they stand, and nothing is ever answered. */
const failures = ["cut off", "silent"] as const;
const fail = (how: (typeof failures)[number]) => (how === "silent" ? line.stall() : line.cut());
const recover = (how: (typeof failures)[number]) => (how === "silent" ? line.flow() : line.mend());

/** What all of them are answered, asked at once. */
const answers = () =>
  Promise.all(
    requests.map(async ([name, ask]) => {
      const answer = await ask();
      const wait = Number(answer.headers.get("retry-after"));
      return { name, status: answer.status, wait, text: await answer.text() };
    }),
  );

test.each(failures)(
  "everything answers 503 while the database is %s, and again once it is back, by itself",
  async (how) => {
    const before = await answers();
    await fail(how);
    const away = await answers();
    const alive = await fetch(`${server.url}/api/health`);
    await recover(how);
    for (const { name, status, wait, text } of away) {
      expect(status, name).toBe(503);
      expect(wait, name).toBeGreaterThan(0);
      expect(text, name).toMatch(/cannot be reached/);
      expect(text, name).not.toMatch(/ECONN|127\.0\.0\.1|prisma|at /i);
    }
    expect(alive.status).toBe(200);
    const statuses = (of: typeof before) => of.map(({ name, status }) => [name, status]);
    expect(statuses(await answers())).toEqual(statuses(before));
  },
);

test("what no request waits for has no such limit: a job goes on when a silent database answers again", async () => {
  await pool().query("SELECT 1");
  line.stall();
  const job = pool().query("SELECT 7 AS seven");
  const request = asRequest(() => pool().query("SELECT 7"));
  await expect(request.catch(toAppError)).resolves.toMatchObject({ code: "unavailable" });
  line.flow();
  expect((await job).rows).toEqual([{ seven: 7 }]);
});

test("a statement that takes longer than a request may wait is given up, its transaction with it", async () => {
  const slow = asRequest(() =>
    transaction(async (client) => {
      await client.query("UPDATE projects SET name = 'Slow' WHERE org_id = $1", [orgId]);
      await client.query("SELECT pg_sleep(4)");
    }),
  );
  await expect(slow.catch(toAppError)).resolves.toMatchObject({ code: "unavailable" });
  expect(await prisma().project.count({ where: { orgId, name: "Slow" } })).toBe(0);
  const byPrisma = asRequest(async () => await prisma().$queryRaw`SELECT pg_sleep(4)::text`);
  await expect(byPrisma.catch(toAppError)).resolves.toMatchObject({ code: "unavailable" });
});

test("connections cut in the middle of recording leave nothing half-written, and sending all again counts each once", async () => {
  const ids = Array.from({ length: 400 }, (_, i) => `cut-${i}`);
  const sending = ids.map(async (id) => (await send(id)).status);
  await Promise.any(sending);
  await line.cut();
  await line.mend();
  const statuses = new Set(await Promise.all(sending));
  for (const status of statuses) expect([200, 503]).toContain(status);
  let answer = await send(...ids);
  // As a client does: one more connection may turn out to be dead.
  while (answer.status === 503) answer = await send(...ids);
  const again = await answer.json();
  expect(again.accepted + again.duplicates).toBe(ids.length);
  expect(await prisma().creditTransaction.count({ where: { orgId, id: { startsWith: "cut-" } } })).toBe(ids.length);
  expect((await reconcile()).filter((found) => found.orgId === orgId)).toEqual([]);
});

test("a server that is shutting down or starting up is one that is away", async () => {
  const ended = pool().query("SELECT pg_terminate_backend(pg_backend_pid())");
  await expect(ended.catch(toAppError)).resolves.toMatchObject({ code: "unavailable" });
  const byPrisma = prisma().$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`;
  await expect(byPrisma.catch(toAppError)).resolves.toMatchObject({ code: "unavailable" });
});
