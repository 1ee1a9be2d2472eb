import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sessionCookie, type TestPerson, testPerson } from "#scripts/test-person.ts";
import type { Role } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { type RunningServer, startServer } from "#server/main.ts";
import { inviteMember } from "./invite-member.ts";
import { systemCtx } from "./organizations.ts";

let server: RunningServer;
let owner: TestPerson;

beforeAll(async () => {
  server = await startServer({ port: 0, host: "127.0.0.1", pages: false });
  owner = await testPerson(server.url, "acme", "owner");
});
afterAll(() => server.close());

const post = (person: TestPerson | undefined, path: string, body: unknown) => {
  const headers = { "content-type": "application/json", origin: server.url };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  return person ? person.fetch(`/api/auth/${path}`, init) : fetch(`${server.url}/api/auth/${path}`, init);
};

const invite = (by: TestPerson, email: string, role: Role, organizationId = "acme") =>
  post(by, "organization/invite-member", { email, role, organizationId });

const password = "a long enough password";
const join = (invitationId: string, name = "Fin") =>
  post(undefined, "sign-up/invitation", { invitationId, name, password });

test("an invited person chooses a password, is in at once, and can sign in later", async () => {
  const { id } = await (await invite(owner, "Fin@Example.com", "finance")).json();
  const joined = await join(id);
  expect(joined.status).toBe(200);
  const current = await fetch(`${server.url}/api/trpc/session.current`, { headers: { cookie: sessionCookie(joined) } });
  expect((await current.json()).result.data).toMatchObject({
    user: { email: "fin@example.com", name: "Fin" },
    orgId: "acme",
    role: "finance",
  });
  const later = await post(undefined, "sign-in/email", { email: "fin@example.com", password });
  expect(later.status).toBe(200);
});

test("an invitation makes one account, however often it is used", async () => {
  const { id } = await (await invite(owner, "once@example.com", "member")).json();
  const answers = await Promise.all([join(id), join(id), join(id)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
  expect(await prisma().member.count({ where: { user: { email: "once@example.com" } } })).toBe(1);
});

test("withdrawn and expired invitations are refused, and leave no account", async () => {
  const { id: expired } = await (await invite(owner, "late@example.com", "member")).json();
  await prisma().invitation.update({ where: { id: expired }, data: { expiresAt: new Date(Date.now() - 1000) } });
  const { id: withdrawn } = await (await invite(owner, "gone@example.com", "member")).json();
  await post(owner, "organization/cancel-invitation", { invitationId: withdrawn });
  for (const id of [expired, withdrawn]) expect((await join(id)).status).toBe(404);
  expect(await prisma().user.count({ where: { email: { in: ["late@example.com", "gone@example.com"] } } })).toBe(0);
});

test("a short password is refused with what it takes", async () => {
  const { id } = await (await invite(owner, "short@example.com", "member")).json();
  const response = await post(undefined, "sign-up/invitation", { invitationId: id, name: "S", password: "short" });
  expect(response.status).toBe(400);
  expect((await response.json()).detail).toContain("10 to 128 characters");
});

test("someone with an account joins with it, not by a new password", async () => {
  const guest = await testPerson(server.url, "guests", "owner");
  const { id } = await (await invite(owner, guest.email, "admin")).json();
  expect((await join(id)).status).toBe(409);
  expect((await post(guest, "organization/accept-invitation", { invitationId: id })).status).toBe(200);
  expect((await guest.query("session.current")).data).toMatchObject({
    organizations: expect.arrayContaining([expect.objectContaining({ id: "acme", role: "admin" })]),
  });
});

test("an invitation is for the invited person only", async () => {
  const other = await testPerson(server.url, "others", "owner");
  const { id } = await (await invite(owner, "someone@example.com", "owner")).json();
  expect((await post(other, "organization/accept-invitation", { invitationId: id })).status).toBe(403);
});

test.each<[Role, number]>([
  ["admin", 200],
  ["finance", 403],
  ["member", 403],
])("inviting as %s is answered %i", async (role, status) => {
  const person = await testPerson(server.url, "acme", role);
  expect((await invite(person, `by-${role}@example.com`, "member")).status).toBe(status);
});

test("an admin cannot make an owner, nor an owner invite into another organisation", async () => {
  const admin = await testPerson(server.url, "with-admin", "admin");
  expect((await invite(admin, "new-owner@example.com", "owner", "with-admin")).status).toBe(403);
  expect((await invite(owner, "spy@example.com", "member", "with-admin")).status).toBe(400);
});

test("the id of an organisation stays, and nobody makes or deletes one over HTTP", async () => {
  const data = { slug: "other" };
  expect((await post(owner, "organization/update", { organizationId: "acme", data })).status).toBe(400);
  expect((await post(owner, "organization/delete", { organizationId: "acme" })).status).toBe(404);
  expect((await post(owner, "organization/create", { name: "Mine", slug: "mine" })).status).toBe(404);
  expect(await prisma().organization.findUnique({ where: { id: "acme" } })).toMatchObject({ slug: "acme" });
});

describe("Purser itself, for the command line", () => {
  const input = { email: "Cli@Example.com", role: "admin" } as const;
  const ctx = () => systemCtx({ orgId: "acme", by: "invite", now: new Date() });

  test("invites in the owner's name; a second invitation withdraws the first, and is audited without its id", async () => {
    const first = await inviteMember({ ctx: await ctx(), input });
    const second = await inviteMember({ ctx: await ctx(), input });
    expect(second).toMatchObject({ email: "cli@example.com", role: "admin" });
    expect((await join(first.id)).status).toBe(404);
    expect((await join(second.id)).status).toBe(200);
    const member = await prisma().member.findFirst({ where: { user: { email: "cli@example.com" } } });
    expect(member).toMatchObject({ role: "admin", organizationId: "acme" });
    const entries = await prisma().auditEntry.findMany({ where: { orgId: "acme", action: "member.invite" } });
    expect(entries).toMatchObject([{ actor: "system:invite", target: "cli@example.com" }, {}]);
    expect(JSON.stringify(entries)).not.toContain(second.id);
    await expect(inviteMember({ ctx: await ctx(), input })).rejects.toMatchObject({ code: "conflict" });
  });

  test("does so for nobody who may not: a member, or an admin who wants an owner", async () => {
    const as = async (role: Role) => ({
      ...(await ctx()),
      actor: { kind: "user" as const, id: "u", email: "u@example.com", role },
    });
    const owner = { email: "other@example.com", role: "owner" } as const;
    await expect(inviteMember({ ctx: await as("member"), input })).rejects.toMatchObject({ code: "forbidden" });
    await expect(inviteMember({ ctx: await as("admin"), input: owner })).rejects.toMatchObject({ code: "forbidden" });
    const wrong = { email: "no address", role: "boss" } as unknown as typeof owner;
    await expect(inviteMember({ ctx: await ctx(), input: wrong })).rejects.toThrow(
      "email: must be an e-mail address; role: must be one of owner, admin, finance, member",
    );
  });
});
