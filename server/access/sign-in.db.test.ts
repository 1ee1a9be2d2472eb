import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import { sessionCookie, signIn, type TestPerson, testPerson } from "#scripts/test-person.ts";
import { testServer } from "#scripts/test-server.ts";
import { createApiKey } from "#server/access/api-keys.ts";
import { prisma } from "#server/db.ts";
import { onLimits } from "#server/event-listener.ts";
import { type RunningServer, startServer } from "#server/main.ts";
import { createSignInLink } from "./sign-in-link.ts";

let server: RunningServer;
let owner: TestPerson;

beforeAll(async () => {
  server = await startServer({ port: 0, host: "127.0.0.1", pages: false });
  owner = await testPerson(server.url, "acme", "owner");
});
afterAll(() => server.close());

const whoAmI = async (cookie: string) => {
  const response = await fetch(`${server.url}/api/trpc/session.current`, { headers: { cookie } });
  return { status: response.status, body: await response.json() };
};

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/api/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.url, ...headers },
    body: JSON.stringify(body),
  });

async function open(link: string): Promise<Response> {
  const { pathname, search } = new URL(link);
  return fetch(`${server.url}${pathname}${search}`, { redirect: "manual" });
}

describe("the one-click link", () => {
  test("signs in once, and then no more", async () => {
    const link = await createSignInLink(owner.email);
    const first = await open(link);
    expect(new URL(first.headers.get("location") ?? "").pathname).toBe("/dashboard");
    expect((await whoAmI(sessionCookie(first))).status).toBe(200);

    const second = await open(link);
    expect(sessionCookie(second)).toBe("");
    expect(second.headers.get("location")).toContain("/sign-in?error=INVALID_TOKEN");
  });

  test("of ten browsers at once, one is let in", async () => {
    const link = await createSignInLink(owner.email);
    const cookies = (await Promise.all(Array.from({ length: 10 }, () => open(link)))).map(sessionCookie);
    expect(cookies.filter(Boolean)).toHaveLength(1);
  });

  test("is refused after its hour", async () => {
    const link = await createSignInLink(owner.email);
    await prisma().verification.updateMany({ data: { expiresAt: new Date(Date.now() - 1000) } });
    expect(sessionCookie(await open(link))).toBe("");
  });

  test("cannot be read from the database, nor asked for from outside", async () => {
    const token = new URL(await createSignInLink(owner.email)).searchParams.get("token");
    const kept = JSON.stringify(await prisma().verification.findMany());
    expect(kept).not.toContain(token);
    expect((await post("sign-in/magic-link", { email: owner.email })).status).toBe(404);
  });

  test("leads nowhere but to our own pages", async () => {
    const { searchParams } = new URL(await createSignInLink(owner.email));
    const away = `/api/auth/magic-link/verify?token=${searchParams.get("token")}&callbackURL=https://elsewhere.example`;
    const response = await fetch(`${server.url}${away}`, { redirect: "manual" });
    expect(response.status).toBe(403);
    expect(sessionCookie(response)).toBe("");
  });
});

describe("the session", () => {
  test("its cookie is out of reach of scripts and other sites", async () => {
    const cookie = (await open(await createSignInLink(owner.email))).headers.getSetCookie()[0];
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/i);
  });

  test("says who is there and what they may do", async () => {
    expect((await whoAmI(owner.cookie)).body.result.data).toMatchObject({
      user: { email: owner.email },
      orgId: "acme",
      role: "owner",
      organizations: [{ id: "acme", role: "owner" }],
      permissions: expect.arrayContaining(["setLimit", "manageKeys"]),
    });
  });

  test("ends with sign-out, also for whoever kept the cookie", async () => {
    const cookie = await signIn(server.url, owner.email);
    expect((await whoAmI(cookie)).status).toBe(200);
    expect((await post("sign-out", {}, { cookie })).status).toBe(200);
    expect((await whoAmI(cookie)).status).toBe(401);
  });

  test("a made-up cookie is none", async () => {
    expect((await whoAmI("purser.session_token=abc.def")).status).toBe(401);
  });

  test("a removed member is out at once", async () => {
    const member = await testPerson(server.url, "acme", "member");
    expect((await whoAmI(member.cookie)).status).toBe(200);
    await prisma().member.deleteMany({ where: { userId: member.email } });
    const { status, body } = await whoAmI(member.cookie);
    expect(status).toBe(403);
    expect(body.error.message).toContain("Ask an owner for an invitation");
  });

  test("works in the organisation that was chosen, and only in one's own", async () => {
    const both = await testPerson(server.url, "second", "owner");
    await testPerson(server.url, "third", "owner");
    const user = await prisma().user.findUniqueOrThrow({ where: { email: both.email } });
    await prisma().member.create({
      data: { id: "both", organizationId: "acme", userId: user.id, role: "member", createdAt: new Date() },
    });
    const current = async () => (await both.query("session.current")).data;
    const choose = (organizationId: string) =>
      both.fetch("/api/auth/organization/set-active", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ organizationId }),
      });
    expect(await current()).toMatchObject({ orgId: "second", role: "owner" });
    await choose("acme");
    expect(await current()).toMatchObject({ orgId: "acme", role: "member" });
    expect((await choose("third")).status).toBe(403);
    expect(await current()).not.toMatchObject({ orgId: "third" });
  });
});

describe("nobody signs up by themselves", () => {
  const account = { name: "Eve", email: "eve@example.com", password: "a long enough password" };

  test("by e-mail", async () => {
    expect((await post("sign-up/email", account)).status).toBe(404);
    expect(await prisma().user.count({ where: { email: account.email } })).toBe(0);
  });

  test("by a made-up invitation", async () => {
    const response = await post("sign-up/invitation", { ...account, invitationId: "none" });
    expect(response.status).toBe(404);
    expect((await response.json()).code).toBe("invitation_not_found");
  });
});

/** Asks for a change with the owner's cookie. */
const setLimit = async (headers: Record<string, string>) => {
  const response = await fetch(`${server.url}/api/trpc/aiCost.setBudgetLimit`, {
    method: "POST",
    headers: { cookie: owner.cookie, "content-type": "application/json", ...headers },
    body: JSON.stringify({ projectId: "no-such-project", limitDollars: 1 }),
  });
  return { status: response.status, message: (await response.json()).error?.message };
};
const letIn = { status: 404, message: 'There is no project "no-such-project".' };

describe("another site's page can neither sign in nor change anything", () => {
  test.each<[string, Record<string, string>]>([
    ["with all a browser says", { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" }],
    ["over plain HTTP, where browsers say the origin only", { origin: "http://elsewhere.example" }],
    ["from a frame without an origin", { origin: "null" }],
    ["on another port of this machine", { origin: "http://127.0.0.1:1" }],
  ])("%s", async (_, elsewhere) => {
    expect((await post("sign-out", {}, { cookie: owner.cookie, ...elsewhere })).status).toBe(403);
    const signIn = await post("sign-in/email", { email: owner.email, password: "whatever it is" }, elsewhere);
    expect(signIn.status).toBe(403);
    expect(await setLimit(elsewhere)).toMatchObject({
      status: 403,
      message: expect.stringContaining("Purser's own pages only"),
    });
    expect((await whoAmI(owner.cookie)).status).toBe(200);
  });

  test("nor one of the same site under another name", async () => {
    expect((await setLimit({ "sec-fetch-site": "same-site" })).status).toBe(403);
  });

  test("nor by what a proxy's headers are made to say", async () => {
    const origin = "https://elsewhere.example";
    const forwarded = { origin, "x-forwarded-host": "elsewhere.example", "x-forwarded-proto": "https" };
    expect((await setLimit(forwarded)).status).toBe(403);
    expect((await post("sign-out", {}, { cookie: owner.cookie, ...forwarded })).status).toBe(403);
  });

  test("while our own pages and programs are let in", async () => {
    expect(await setLimit({ origin: server.url, "sec-fetch-site": "same-origin" })).toMatchObject(letIn);
    expect(await setLimit({ origin: server.url })).toMatchObject(letIn);
    expect(await setLimit({})).toMatchObject(letIn);
  });
});

test("a key needs no origin: only cookies travel by themselves", async () => {
  const ctx = await testOrganization();
  const { key } = await createApiKey({ ctx, input: { name: "k", scopes: ["admin"] } });
  const response = await fetch(`${server.url}/api/v1/projects`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      origin: "https://elsewhere.example",
      "sec-fetch-site": "cross-site",
    },
    body: JSON.stringify({ id: "from-elsewhere" }),
  });
  expect(response.status).toBe(201);
});

test("guessing a password is slowed down, and the answer says for how long; in other processes too", async () => {
  const other = await testServer();
  const told = new Promise<void>((resolve) => onLimits((message) => message.includes("sign-in") && resolve()));
  const guess = () => post("sign-in/email", { email: owner.email, password: "not the password" });
  const answers = [];
  for (let i = 0; i < 12; i++) answers.push(await guess());
  expect(answers[0]?.status).toBe(401);
  const last = answers.at(-1);
  expect(last?.status).toBe(429);
  expect(Number(last?.headers.get("retry-after"))).toBeGreaterThan(0);
  // Pretending to come from elsewhere does not help.
  const elsewhere = { "x-forwarded-for": "203.0.113.9", "x-purser-client-address": "203.0.113.9" };
  const again = await post("sign-in/email", { email: owner.email, password: "not the password" }, elsewhere);
  expect(again.status).toBe(429);
  await told;
  const guessThere = () =>
    fetch(`${other.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: other.url },
      body: JSON.stringify({ email: owner.email, password: "not the password" }),
    });
  await expect.poll(async () => (await guessThere()).status, { timeout: 30_000 }).toBe(429);
  await other.kill();
});
