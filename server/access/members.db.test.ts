import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestPerson, testPerson } from "#scripts/test-person.ts";
import type { Role } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { type RunningServer, startServer } from "#server/main.ts";

let server: RunningServer;
let organizations = 0;

beforeAll(async () => {
  server = await startServer({ port: 0, host: "127.0.0.1", pages: false });
});
afterAll(() => server.close());

type Member = TestPerson & { id: string };

/** A new organisation with an owner and one person of each of the roles. */
async function team<R extends Exclude<Role, "owner">>(...roles: R[]) {
  const orgId = `members-${++organizations}`;
  const people = {} as Record<R | "owner", Member>;
  for (const role of ["owner", ...roles] as const) {
    const person = await testPerson(server.url, orgId, role);
    const { id } = await prisma().user.findUniqueOrThrow({ where: { email: person.email } });
    people[role] = { ...person, id };
  }
  return { orgId, ...people };
}

const setRole = (by: TestPerson, { id: userId }: Member, role: Role) => by.mutate("members.setRole", { userId, role });
const remove = (by: TestPerson, { id: userId }: Member) => by.mutate("members.remove", { userId });
const problem = (httpStatus: number, message: string) => ({
  error: { message: expect.stringContaining(message), data: expect.objectContaining({ httpStatus }) },
});
const done = { data: expect.anything() };
const roleOf = async (orgId: string, { id: userId }: Member) =>
  (await prisma().member.findFirst({ where: { organizationId: orgId, userId } }))?.role ?? null;
const auditOf = (orgId: string) =>
  prisma().auditEntry.findMany({
    where: { orgId, action: { startsWith: "member." } },
    orderBy: { id: "asc" },
    select: { action: true, actor: true, target: true, before: true, after: true },
  });

test("a role is changed and holds at once, is listed, and is audited with what it was", async () => {
  const { orgId, owner, member } = await team("member");
  expect(await member.query("members.list")).toMatchObject(problem(403, "It takes the role owner or admin"));
  expect((await setRole(owner, member, "admin")).error).toBeUndefined();
  expect((await setRole(owner, member, "admin")).error).toBeUndefined();
  const { data } = await member.query("members.list");
  expect(data).toMatchObject({
    members: [
      { email: owner.email, name: "Owner", role: "owner" },
      { email: member.email, role: "admin", joinedAt: expect.stringMatching(/Z$/) },
    ],
    invitations: [],
  });
  const change = { before: { role: "member" }, after: { role: "admin" } };
  expect(await auditOf(orgId)).toEqual([
    { action: "member.set_role", actor: owner.email, target: member.email, ...change },
  ]);
});

test("a removed member is out at once, and may be invited again", async () => {
  const { orgId, owner, member } = await team("member");
  expect((await member.query("session.current")).error).toBeUndefined();
  expect((await remove(owner, member)).error).toBeUndefined();
  expect(await member.query("session.current")).toMatchObject(problem(403, "Ask an owner for an invitation"));
  expect(await remove(owner, member)).toMatchObject(problem(404, "They may have left"));
  expect((await owner.mutate("members.invite", { email: member.email })).data).toMatchObject({ mailed: false });
  expect(await auditOf(orgId)).toMatchObject([
    { action: "member.remove", target: member.email, before: { role: "member" } },
    { action: "member.invite", target: member.email },
  ]);
});

test("only an owner makes, changes or removes owners; finance and members manage nobody", async () => {
  const { orgId, owner, ...others } = await team("admin", "finance", "member");
  const { admin, finance, member } = others;
  expect(await setRole(admin, admin, "owner")).toMatchObject(problem(403, "Only an owner may make an owner."));
  expect(await setRole(admin, member, "owner")).toMatchObject(problem(403, "Only an owner may make an owner."));
  expect(await setRole(admin, owner, "member")).toMatchObject(problem(403, "Only an owner may change"));
  expect(await remove(admin, owner)).toMatchObject(problem(403, "Only an owner may change or remove an owner."));
  for (const person of [finance, member]) {
    expect(await setRole(person, person, "admin")).toMatchObject(problem(403, "may not manage members"));
    expect(await remove(person, admin)).toMatchObject(problem(403, "may not manage members"));
    expect(await person.mutate("members.invite", { email: "x@example.com" })).toMatchObject(problem(403, "members"));
  }
  expect((await setRole(admin, member, "finance")).error).toBeUndefined();
  expect(await roleOf(orgId, member)).toBe("finance");
  expect((await setRole(owner, admin, "owner")).error).toBeUndefined();
  expect((await setRole(admin, owner, "member")).error).toBeUndefined();
  expect(await roleOf(orgId, owner)).toBe("member");
});

describe("an organisation keeps an owner", () => {
  const lastOwner = problem(409, "Make somebody else owner first.");

  test("the only one is neither demoted nor removed, and does not leave", async () => {
    const { orgId, owner } = await team("admin");
    expect(await setRole(owner, owner, "admin")).toMatchObject(lastOwner);
    expect(await remove(owner, owner)).toMatchObject(lastOwner);
    expect(await owner.mutate("members.leave")).toMatchObject(lastOwner);
    expect(await roleOf(orgId, owner)).toBe("owner");
    expect(await auditOf(orgId)).toEqual([]);
  });

  test("of two owners who demote each other, or themselves, or leave at once, one stays", async () => {
    type Act = (own: Member, other: Member) => Promise<{ error?: unknown }>;
    const acts: Record<string, Act> = {
      "each other": (own, other) => setRole(own, other, "member"),
      themselves: (own) => setRole(own, own, "member"),
      "leaving themselves": (own) => own.mutate("members.leave"),
      "removing each other": (own, other) => remove(own, other),
    };
    for (const [name, act] of Object.entries(acts)) {
      for (let round = 0; round < 5; round++) {
        const { orgId, owner, admin } = await team("admin");
        await setRole(owner, admin, "owner");
        const answers = await Promise.all([act(owner, admin), act(admin, owner)]);
        expect(answers.filter(({ error }) => error === undefined).length, name).toBe(1);
        expect(await prisma().member.count({ where: { organizationId: orgId, role: "owner" } }), name).toBe(1);
      }
    }
  });

  test("whoever was demoted in between decides nothing any more", async () => {
    const { orgId, owner, admin, member } = await team("admin", "member");
    const [demoted] = await Promise.all([setRole(owner, admin, "member"), setRole(admin, member, "admin")]);
    expect(demoted.error).toBeUndefined();
    expect(await setRole(admin, admin, "admin")).toMatchObject(problem(403, "may not manage members"));
    expect(await roleOf(orgId, admin)).toBe("member");
  });
});

test("anybody may leave, and then is in none; another organisation's people do not exist", async () => {
  const { orgId, owner, finance } = await team("finance");
  const elsewhere = await team("member");
  expect(await remove(elsewhere.owner, finance)).toMatchObject(problem(404, "no such member"));
  expect(await setRole(elsewhere.owner, finance, "member")).toMatchObject(problem(404, "no such member"));
  expect((await finance.mutate("members.leave")).error).toBeUndefined();
  expect((await finance.query("session.current")).error).toBeDefined();
  expect(await roleOf(orgId, finance)).toBeNull();
  expect(await auditOf(orgId)).toMatchObject([{ action: "member.leave", actor: finance.email }]);
  expect((await owner.query("members.list")).data).toMatchObject({ members: [{ email: owner.email }] });
});

test("an invitation is listed until it is withdrawn, expires or is used", async () => {
  const { orgId, owner } = await team("admin");
  const invite = (email: string) => owner.mutate("members.invite", { email, role: "finance" });
  const pending = async () => {
    const { data } = await owner.query("members.list");
    return (data as { invitations: { email: string }[] }).invitations.map(({ email }) => email).sort();
  };
  const addresses = ["a@example.com", "b@example.com", "c@example.com"].map((address) => `${orgId}-${address}`);
  const [first = "", second = "", third = ""] = addresses;
  for (const email of addresses) expect(await invite(email)).toMatchObject(done);
  expect(await invite(first)).toMatchObject(done);
  expect(await pending()).toEqual(addresses);
  expect(await owner.mutate("members.revokeInvitation", { email: first.toUpperCase() })).toMatchObject({
    data: undefined,
  });
  await prisma().invitation.updateMany({ where: { email: second }, data: { expiresAt: new Date(0) } });
  expect(await pending()).toEqual([third]);
  for (const email of [first, second, "nobody@example.com"]) {
    expect(await owner.mutate("members.revokeInvitation", { email })).toMatchObject(problem(404, "no open invitation"));
  }
  expect((await auditOf(orgId)).map(({ action }) => action)).toEqual([
    ...Array(4).fill("member.invite"),
    "member.revoke_invitation",
  ]);
});

test("the organisation is renamed by an owner, audited; its id stays", async () => {
  const { orgId, owner, admin } = await team("admin");
  expect(await admin.mutate("organization.rename", { name: "Ours" })).toMatchObject(problem(403, "the role owner"));
  expect(await owner.mutate("organization.rename", { name: " " })).toMatchObject(problem(400, "must not be empty"));
  expect((await owner.mutate("organization.rename", { name: "  Acme & Sons " })).error).toBeUndefined();
  expect((await admin.query("organization.get")).data).toMatchObject({ id: orgId, name: "Acme & Sons" });
  expect(await prisma().auditEntry.findMany({ where: { orgId, action: "organization.rename" } })).toMatchObject([
    { actor: owner.email, before: { name: orgId }, after: { name: "Acme & Sons" } },
  ]);
});
