import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestApi, testApi, testKey } from "#scripts/test-api.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { type TestPerson, testPerson } from "#scripts/test-person.ts";
import { testServer } from "#scripts/test-server.ts";
import { createApiKey, listApiKeys, revokeApiKey } from "./access/api-keys.ts";
import { verifyApiKey } from "./access/verify-api-key.ts";
import type { Ctx } from "./context.ts";
import { pool, prisma } from "./db.ts";

let api: TestApi;
let acme: Ctx;
let rival: Ctx;

beforeAll(async () => {
  api = await testApi();
  acme = await testOrganization({ projects: ["web", "shop"] });
  rival = await testOrganization({ projects: ["secret"] });
});
afterAll(() => api.close());

const call: TestApi["call"] = (...request) => api.call(...request);
const json = { "content-type": "application/json" };
const create = (key: string, body: unknown) =>
  call("/v1/projects", { method: "POST", key, headers: json, body: JSON.stringify(body) });

describe("without credentials nothing is told", () => {
  test.each([
    ["GET", "/v1/projects"],
    ["POST", "/v1/projects"],
    ["POST", "/v1/events"],
    ["PUT", "/v1/runs/r1"],
    ["GET", "/trpc/session.current"],
    ["GET", "/trpc/aiCost.getCrossProjectSummary"],
  ])("%s %s", async (method, path) => {
    const { status, text } = await call(path, { method, headers: json, ...(method !== "GET" && { body: "{}" }) });
    expect(status).toBe(401);
    expect(text).not.toContain("web");
  });

  test.each(["Basic abc", "Bearer", "Bearer pk_none", `Bearer pk_${"a".repeat(43)}`, "Bearer a.b.c", "bearer\tx"])(
    "with %s",
    async (authorization) => {
      const { status, body, headers } = await call("/v1/projects", { headers: { authorization } });
      expect(status).toBe(401);
      expect(body).toMatchObject({ status: 401, code: "unauthenticated" });
      expect(headers.get("www-authenticate")).toBe("Bearer");
    },
  );
});

describe("an API key", () => {
  test("is kept as a hash only, and shown by its beginning", async () => {
    const key = await testKey(acme, "read");
    expect(key).toMatch(/^pk_[\w-]{43}$/);
    const rows = await prisma().apiKey.findMany({ where: { orgId: acme.orgId } });
    expect(JSON.stringify(rows)).not.toContain(key.slice(12));
    expect((await listApiKeys(acme))[0]).toMatchObject({ prefix: key.slice(0, 10), scopes: ["read"] });
    const audits = await prisma().auditEntry.findMany({ where: { orgId: acme.orgId, action: "key.create" } });
    expect(JSON.stringify(audits)).not.toContain(key.slice(12));
  });

  test("does what its scopes say and no more", async () => {
    const reader = await testKey(acme, "read");
    expect((await call("/v1/projects", { key: reader })).status).toBe(200);
    const refused = await create(reader, { id: "new" });
    expect(refused).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect(refused.body.detail).toContain("scope admin");

    const agent = await testKey(acme, "ingest", "reserve");
    expect((await call("/v1/projects", { key: agent })).status).toBe(403);
    const admin = await testKey(acme, "admin");
    expect((await create(admin, { id: "new", name: "New" })).body).toMatchObject({ id: "new", name: "New" });
  });

  test("is refused from the moment it is revoked or expired", async () => {
    const { id, key } = await createApiKey({ ctx: acme, input: { name: "short-lived", scopes: ["read"] } });
    expect((await call("/v1/projects", { key })).status).toBe(200);
    await revokeApiKey({ ctx: acme, input: { id } });
    expect((await call("/v1/projects", { key })).status).toBe(401);
    const expiresAt = new Date(Date.now() + 60_000);
    const brief = await createApiKey({ ctx: acme, input: { name: "brief", scopes: ["read"], expiresAt } });
    expect((await call("/v1/projects", { key: brief.key })).status).toBe(200);
    expect(await verifyApiKey(brief.key, expiresAt)).toBeNull();
    const past = { name: "old", scopes: ["read" as const], expiresAt: acme.now };
    await expect(createApiKey({ ctx: acme, input: past })).rejects.toThrow("expiresAt: must be in the future");
  });

  test("revoked here is refused by every other process at once, although it was good there a moment ago", async () => {
    const other = await testServer();
    const { id, key } = await createApiKey({ ctx: acme, input: { name: "everywhere", scopes: ["read"] } });
    const status = async () =>
      (await fetch(`${other.url}/api/v1/projects`, { headers: { authorization: `Bearer ${key}` } })).status;
    // Long enough that it listens, and so remembers keys.
    for (let i = 0; i < 50; i++) expect(await status()).toBe(200);
    await revokeApiKey({ ctx: acme, input: { id } });
    await expect.poll(status, { timeout: 5_000, interval: 20 }).toBe(401);
    await other.kill();
  });

  test("of another organisation cannot be revoked: it does not exist", async () => {
    const { id } = await createApiKey({ ctx: rival, input: { name: "theirs", scopes: ["read"] } });
    await expect(revokeApiKey({ ctx: acme, input: { id } })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("organisations do not see each other", () => {
  test("projects, in both directions", async () => {
    const [mine, theirs] = [await testKey(acme, "read"), await testKey(rival, "read")];
    expect((await call("/v1/projects", { key: mine })).text).not.toContain("secret");
    expect((await call("/v1/projects", { key: theirs })).body.data).toMatchObject([{ id: "secret" }]);
  });

  test("a foreign project is answered like one that does not exist", async () => {
    const key = await testKey(acme, "ingest");
    const put = (projectId: string) =>
      call("/v1/runs/r1", { method: "PUT", key, headers: json, body: JSON.stringify({ projectId }) });
    const [foreign, none] = [await put("secret"), await put("nothing")];
    expect(foreign.status).toBe(404);
    expect(foreign.body.detail.replace("secret", "nothing")).toBe(none.body.detail);
  });

  test("X-Org-ID does not lead anywhere else", async () => {
    const key = await testKey(acme, "read");
    expect((await call("/v1/projects", { key, headers: { "x-org-id": rival.orgId } })).status).toBe(404);
    expect((await call("/v1/projects", { key, headers: { "x-org-id": acme.orgId } })).status).toBe(200);
  });

  test("a page of one organisation with the other's project", async () => {
    const owner = await testPerson(api.url, acme.orgId, "owner");
    const [foreign, none] = [
      await owner.query("aiCost.getMonthlySummary", { projectId: "secret" }),
      await owner.query("aiCost.getMonthlySummary", { projectId: "nothing" }),
    ];
    expect(foreign.error?.data).toMatchObject({ httpStatus: 404, appCode: "not_found" });
    expect(foreign.error?.message.replace("secret", "nothing")).toBe(none.error?.message);
  });
});

describe("a JSON Web Token", () => {
  let person: TestPerson;
  let token: string;
  beforeAll(async () => {
    person = await testPerson(api.url, "token-org", "owner");
    token = (await (await person.fetch("/api/auth/token")).json()).token;
  });

  test("with X-Org-ID acts as its user there", async () => {
    const key = token;
    expect((await call("/v1/projects", { key, headers: { "x-org-id": "token-org" } })).status).toBe(200);
    expect((await call("/v1/projects", { key })).body).toMatchObject({ status: 400, code: "bad_request" });
    expect((await call("/v1/projects", { key, headers: { "x-org-id": acme.orgId } })).status).toBe(404);
  });

  test("altered, unsigned or of another signer is refused", async () => {
    const [header = "", payload = ""] = token.split(".");
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const unsigned = `${part({ alg: "none" })}.${payload}.`;
    const forged = `${header}.${part({ ...claims, sub: "someone-else" })}.${token.split(".")[2]}`;
    for (const key of [unsigned, forged, token.slice(0, -4)]) {
      expect((await call("/v1/projects", { key, headers: { "x-org-id": "token-org" } })).status).toBe(401);
    }
  });

  test("of a removed member opens nothing", async () => {
    await prisma().member.deleteMany({ where: { organizationId: "token-org" } });
    expect((await call("/v1/projects", { key: token, headers: { "x-org-id": "token-org" } })).status).toBe(404);
  });
});

describe("roles on the pages", () => {
  test.each([
    ["owner", 200],
    ["admin", 200],
    ["finance", 403],
    ["member", 403],
  ] as const)("%s sets a limit: %i", async (role, status) => {
    const ctx = await testOrganization({ projects: ["web"] });
    const person = await testPerson(api.url, ctx.orgId, role);
    expect((await person.query("aiCost.getMonthlySummary", { projectId: "web" })).error).toBeUndefined();
    const { error } = await person.mutate("aiCost.setBudgetLimit", { projectId: "web", limitDollars: 100 });
    expect(error ? error.data : { httpStatus: 200 }).toMatchObject({ httpStatus: status });
    if (error) expect(error.message).toContain(`A ${role} may not change limits`);
  });

  test("a cookie reads REST but never writes it", async () => {
    const owner = await testPerson(api.url, "cookie-org", "owner");
    expect((await owner.fetch("/api/v1/projects")).status).toBe(200);
    const write = { method: "POST", headers: json, body: JSON.stringify({ id: "x" }) };
    expect((await owner.fetch("/api/v1/projects", write)).status).toBe(401);
  });
});

test("lists go on where the page before ended", async () => {
  const ctx = await testOrganization({ projects: ["a", "b", "c", "d", "e"] });
  const key = await testKey(ctx, "read");
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const { body } = await call(`/v1/projects?limit=2${cursor ? `&cursor=${cursor}` : ""}`, { key });
    ids.push(...body.data.map((project: { id: string }) => project.id));
    cursor = body.nextCursor;
  } while (cursor);
  expect(ids).toEqual(["a", "b", "c", "d", "e"]);
  expect((await call("/v1/projects?cursor=made-up", { key })).status).toBe(400);
  expect((await call("/v1/projects?limit=501", { key })).body.errors).toMatchObject([{ path: "limit" }]);
});

test("alive and ready", async () => {
  expect(await call("/health")).toMatchObject({ status: 200, body: { status: "ok" } });
  expect(await call("/ready")).toMatchObject({ status: 200, body: { status: "ready" } });
});

describe("when the database is broken", () => {
  test("an unknown error shows nothing of itself; migrations that lack make it unready", async () => {
    const key = await testKey(acme, "read");
    const owner = await testPerson(api.url, "broken-org", "owner");
    await pool().query("ALTER TABLE projects RENAME TO lost");
    const rest = await call("/v1/projects", { key });
    const page = await owner.query("aiCost.getCrossProjectSummary");
    await pool().query("ALTER TABLE lost RENAME TO projects");
    expect(rest).toMatchObject({ status: 500, body: { code: "internal", requestId: expect.any(String) } });
    expect(rest.text).not.toMatch(/relation|lost|projects"/);
    expect(page.error?.data).toMatchObject({ httpStatus: 500, appCode: "internal" });
    expect(JSON.stringify(page.error)).not.toMatch(/relation|lost/);

    await pool().query("UPDATE _prisma_migrations SET finished_at = NULL");
    expect(await call("/ready")).toMatchObject({ status: 503, body: { code: "unavailable" } });
  });
});
