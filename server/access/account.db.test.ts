import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sessionCookie, signIn, type TestPerson, testPerson } from "#scripts/test-person.ts";
import { prisma } from "#server/db.ts";
import { type RunningServer, startServer } from "#server/main.ts";
import { hasPassword } from "./has-password.ts";

// Each address takes ten requests a minute, so these tests are sparing with them.
let server: RunningServer;
let organizations = 0;
const first = "a long enough password";
const second = "quite another password";

beforeAll(async () => {
  server = await startServer({ port: 0, host: "127.0.0.1", pages: false });
});
afterAll(() => server.close());

/** An owner who came by the one-click link, in an organisation of their own. */
async function newOwner() {
  const orgId = `account-${++organizations}`;
  const owner = await testPerson(server.url, orgId, "owner");
  const { id } = await prisma().user.findUniqueOrThrow({ where: { email: owner.email } });
  return { ...owner, id, orgId };
}

const post = (person: Pick<TestPerson, "fetch">, path: string, body: unknown, headers: Record<string, string> = {}) =>
  person.fetch(`/api/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
const set = (person: TestPerson, newPassword: string) => post(person, "account/set-password", { newPassword });
const change = (person: TestPerson, currentPassword: string, newPassword: string) =>
  post(person, "account/change-password", { currentPassword, newPassword });

const nobody: Pick<TestPerson, "fetch"> = {
  fetch: (path, init = {}) =>
    fetch(`${server.url}${path}`, { ...init, headers: { origin: server.url, ...init.headers } }),
};
const signInWith = async (email: string, password: string) =>
  (await post(nobody, "sign-in/email", { email, password })).status;
const current = async (cookie: string) => {
  const response = await fetch(`${server.url}/api/trpc/session.current`, { headers: { cookie } });
  return { status: response.status, session: (await response.json()).result?.data };
};
const auditOf = (orgId: string) =>
  prisma().auditEntry.findMany({ where: { orgId, action: { startsWith: "user." } }, orderBy: { id: "asc" } });

async function joinAlso(userId: string, orgId: string) {
  const member = { id: `${userId}-${orgId}`, organizationId: orgId, userId, role: "member", createdAt: new Date() };
  await prisma().member.create({ data: member });
}

describe("a first password", () => {
  test("is set by whoever came by the link, and signs them in later", async () => {
    const owner = await newOwner();
    const elsewhere = await signIn(server.url, owner.email);
    expect(await hasPassword(owner.id)).toBe(false);
    expect((await set(owner, first)).status).toBe(200);

    expect(await hasPassword(owner.id)).toBe(true);
    expect(await signInWith(owner.email, first)).toBe(200);
    for (const cookie of [owner.cookie, elsewhere]) expect((await current(cookie)).status).toBe(200);
    const entries = await auditOf(owner.orgId);
    expect(entries).toMatchObject([{ action: "user.set_password", actor: owner.email, target: `user:${owner.id}` }]);
    const { password } = await prisma().account.findFirstOrThrow({ where: { userId: owner.id } });
    expect(password).not.toContain(first);
    for (const secret of [first, `${password}`]) expect(JSON.stringify(entries)).not.toContain(secret);
  });

  test("is set once, however many browsers try", async () => {
    const owner = await newOwner();
    const answers = await Promise.all([set(owner, first), set(owner, second), set(owner, first)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(await prisma().account.count({ where: { userId: owner.id } })).toBe(1);
    expect(await auditOf(owner.orgId)).toHaveLength(1);
  });

  test.each(["9 letters", "x".repeat(129)])("of the wrong length is refused with what it takes", async (password) => {
    const owner = await newOwner();
    const response = await set(owner, password);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: "password_length",
      detail: "Choose a password of 10 to 128 characters.",
    });
    expect(await hasPassword(owner.id)).toBe(false);
  });
});

describe("changing the password", () => {
  test("takes the current one, signs out everywhere else, and keeps this browser where it was", async () => {
    const owner = await newOwner();
    const { orgId: other } = await newOwner();
    await joinAlso(owner.id, other);
    await set(owner, first);
    const elsewhere = await signIn(server.url, owner.email);
    await post(owner, "organization/set-active", { organizationId: other });

    const refused = await change(owner, "not the password", second);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      code: "wrong_password",
      detail: "This is not your current password.",
    });
    expect((await change(owner, first, "short")).status).toBe(400);
    expect((await current(elsewhere)).status).toBe(200);

    const changed = await change(owner, first, second);
    expect(changed.status).toBe(200);
    // A copy of the old cookie is out as well.
    for (const cookie of [owner.cookie, elsewhere]) expect((await current(cookie)).status).toBe(401);
    expect(await current(sessionCookie(changed))).toMatchObject({ status: 200, session: { orgId: other } });
    expect(await signInWith(owner.email, first)).toBe(401);
    expect(await signInWith(owner.email, second)).toBe(200);
    for (const orgId of [owner.orgId, other]) {
      expect(await auditOf(orgId)).toMatchObject([
        { action: "user.set_password", actor: owner.email, before: { hasPassword: false } },
        { action: "user.set_password", actor: owner.email, before: { hasPassword: true } },
      ]);
    }
  });

  test("is refused where there is none yet", async () => {
    const response = await change(await newOwner(), "", second);
    expect(response.status).toBe(409);
    expect((await response.json()).code).toBe("no_password");
  });
});

describe("the name", () => {
  test("is changed, trimmed and audited with what it was", async () => {
    const owner = await newOwner();
    expect((await post(owner, "account/rename", { name: "  Ada Lovelace " })).status).toBe(200);
    expect((await current(owner.cookie)).session.user.name).toBe("Ada Lovelace");
    expect(await auditOf(owner.orgId)).toMatchObject([
      { action: "user.rename", actor: owner.email, before: { name: "Owner" }, after: { name: "Ada Lovelace" } },
    ]);
  });

  test("that stays the same is no change, and an empty or endless one is refused", async () => {
    const owner = await newOwner();
    expect((await post(owner, "account/rename", { name: "Owner" })).status).toBe(200);
    for (const name of [" ", "x".repeat(101)]) {
      expect((await post(owner, "account/rename", { name })).status).toBe(400);
    }
    expect(await auditOf(owner.orgId)).toEqual([]);
  });
});

const requests: [string, Record<string, string>][] = [
  ["set-password", { newPassword: first }],
  ["change-password", { currentPassword: first, newPassword: second }],
  ["rename", { name: "Mallory" }],
];

test.each(requests)("%s: neither another site's page nor somebody signed out may", async (path, body) => {
  const owner = await newOwner();
  const elsewhere = { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" };
  expect((await post(owner, `account/${path}`, body, elsewhere)).status).toBe(403);
  expect((await post(nobody, `account/${path}`, body)).status).toBe(401);
  expect(await hasPassword(owner.id)).toBe(false);
  expect((await current(owner.cookie)).session.user.name).toBe("Owner");
});

test("a removed member changes nothing any more", async () => {
  const owner = await newOwner();
  await prisma().member.deleteMany({ where: { userId: owner.id } });
  const response = await post(owner, "account/rename", { name: "Mallory" });
  expect(response.status).toBe(403);
  expect((await response.json()).detail).toContain("Ask an owner for an invitation");
});

test.each(["update-user", "change-password", "verify-password"])("%s has no second, unaudited way", async (path) => {
  const body = { name: "Mallory", password: first, currentPassword: first, newPassword: second };
  expect((await post(await newOwner(), path, body)).status).toBe(404);
});

test("guessing the current password is slowed down", async () => {
  const owner = await newOwner();
  const answers = [];
  for (let i = 0; i < 11; i++) answers.push(await change(owner, "not the password", second));
  expect(answers.at(-1)?.status).toBe(429);
  expect(Number(answers.at(-1)?.headers.get("retry-after"))).toBeGreaterThan(0);
});
