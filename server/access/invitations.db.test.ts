import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sessionCookie, type TestPerson, testPerson, testPersonAgain } from "#scripts/test-person.ts";
import type { Role } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { type RunningServer, startServer } from "#server/main.ts";
import type { PendingInvitation } from "./invitations.ts";
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

/** Invites as the page does; the id stands at the end of the link. */
async function invite(by: TestPerson, email: string, role: Role): Promise<{ id: string; status: number }> {
  const { data, error } = await by.mutate("members.invite", { email, role });
  const link = (data as { link?: string } | undefined)?.link ?? "";
  const { httpStatus = 200 } = (error?.data ?? {}) as { httpStatus?: number };
  return { id: link.slice(link.lastIndexOf("/") + 1), status: httpStatus };
}

const password = "a long enough password";
const join = (invitationId: string, name = "Fin") =>
  post(undefined, "sign-up/invitation", { invitationId, name, password });

test("an invited person chooses a password, is in at once, and can sign in later", async () => {
  const { id } = await invite(owner, "Fin@Example.com", "finance");
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
  const { id } = await invite(owner, "once@example.com", "member");
  const answers = await Promise.all([join(id), join(id), join(id)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
  expect(await prisma().member.count({ where: { user: { email: "once@example.com" } } })).toBe(1);
});

test("withdrawn and expired invitations are refused, and leave no account", async () => {
  const { id: expired } = await invite(owner, "late@example.com", "member");
  await prisma().invitation.update({ where: { id: expired }, data: { expiresAt: new Date(Date.now() - 1000) } });
  const { id: withdrawn } = await invite(owner, "gone@example.com", "member");
  await owner.mutate("members.revokeInvitation", { email: "gone@example.com" });
  for (const id of [expired, withdrawn]) expect((await join(id)).status).toBe(404);
  expect(await prisma().user.count({ where: { email: { in: ["late@example.com", "gone@example.com"] } } })).toBe(0);
});

test("a short password is refused with what it takes", async () => {
  const { id } = await invite(owner, "short@example.com", "member");
  const response = await post(undefined, "sign-up/invitation", { invitationId: id, name: "S", password: "short" });
  expect(response.status).toBe(400);
  expect((await response.json()).detail).toContain("10 to 128 characters");
});

test("someone with an account joins with it, not by a new password", async () => {
  const guest = await testPerson(server.url, "guests", "owner");
  const { id } = await invite(owner, guest.email, "admin");
  expect((await join(id)).status).toBe(409);
  expect((await post(guest, "invitation/accept", { invitationId: id })).status).toBe(200);
  expect((await guest.query("session.current")).data).toMatchObject({
    organizations: expect.arrayContaining([expect.objectContaining({ id: "acme", role: "admin" })]),
  });
});

test("an invitation is for the invited person only", async () => {
  const other = await testPerson(server.url, "others", "owner");
  const { id } = await invite(owner, "someone@example.com", "owner");
  expect((await post(other, "invitation/accept", { invitationId: id })).status).toBe(403);
});

test.each<[Role, number]>([
  ["admin", 200],
  ["finance", 403],
  ["member", 403],
])("inviting as %s is answered %i", async (role, status) => {
  const person = await testPerson(server.url, "acme", role);
  expect((await invite(person, `by-${role}@example.com`, "member")).status).toBe(status);
});

test("an admin cannot invite an owner, nor see the link that would make one", async () => {
  const admin = await testPerson(server.url, "with-admin", "admin");
  expect((await invite(admin, "new-owner@example.com", "owner")).status).toBe(403);
  const owner = await testPersonAgain(server.url, "owner-with-admin@example.com");
  const { id } = await invite(owner, "new-owner@example.com", "owner");
  await invite(owner, "new-admin@example.com", "admin");
  const linksFor = async (person: Pick<TestPerson, "query">) => {
    const { data } = await person.query("members.list");
    const { invitations } = data as { invitations: PendingInvitation[] };
    return Object.fromEntries(invitations.map(({ email, link }) => [email, link]));
  };
  expect(await linksFor(owner)).toMatchObject({ "new-owner@example.com": expect.stringContaining(id) });
  expect(await linksFor(admin)).toEqual({
    "new-owner@example.com": null,
    "new-admin@example.com": expect.stringContaining("/accept-invitation/"),
  });
});

test("Better Auth's own ways to organisations, members and invitations are closed", async () => {
  const closed: [string, string, unknown?][] = [
    ["POST", "create", { name: "Mine", slug: "mine" }],
    ["POST", "delete", { organizationId: "acme" }],
    ["POST", "update", { organizationId: "acme", data: { slug: "other" } }],
    ["POST", "invite-member", { email: "x@example.com", role: "owner", organizationId: "acme" }],
    ["POST", "update-member-role", { memberId: "x", role: "owner" }],
    ["POST", "remove-member", { memberIdOrEmail: owner.email }],
    ["POST", "leave", { organizationId: "acme" }],
    ["GET", "list-invitations"],
    ["GET", "get-full-organization"],
    ["GET", "list-members"],
  ];
  for (const [method, path, body] of closed) {
    const headers = { "content-type": "application/json" };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    expect([path, (await owner.fetch(`/api/auth/organization/${path}`, init)).status]).toEqual([path, 404]);
  }
  expect(await prisma().organization.findMany({ where: { id: { in: ["acme", "mine"] } } })).toMatchObject([
    { id: "acme", slug: "acme" },
  ]);
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
    const entries = await prisma().auditEntry.findMany({ where: { orgId: "acme", target: "cli@example.com" } });
    expect(entries).toMatchObject([
      { action: "member.invite", actor: "system:invite" },
      { action: "member.invite", actor: "system:invite" },
      { action: "member.join", actor: "cli@example.com", after: { role: "admin" } },
    ]);
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
