import { randomUUID } from "node:crypto";
import { testOrganization } from "#scripts/test-organization.ts";
import { createApiKey } from "#server/access/api-keys.ts";
import { auth } from "#server/access/auth.ts";
import { createSignInLink } from "#server/access/sign-in-link.ts";
import type { Ctx, Role } from "#server/context.ts";
import { prisma } from "#server/db.ts";

/** An organisation of one test or one file: its projects, a key that may do everything, people made as they are needed. */
export type TestOrganization = { ctx: Ctx; projectId: string; key: string };

/** Makes an organisation in the database of the running server. `projectId` is its first project. */
export async function createTestOrganization(projects: [string, ...string[]] = ["web"]): Promise<TestOrganization> {
  const ctx = await testOrganization({ projects });
  const input = { name: "browser tests", scopes: ["ingest", "reserve", "read", "admin"] } as const;
  const { key } = await createApiKey({ ctx, input: { ...input, scopes: [...input.scopes] } });
  return { ctx, projectId: projects[0], key };
}

/** Makes someone who belongs to the organisation with this role and has not signed in yet; returns their address. */
export async function addMember({ ctx }: TestOrganization, role: Role): Promise<string> {
  const id = randomUUID();
  const email = `${role}-${id.slice(0, 8)}@example.com`;
  const now = new Date();
  await prisma().user.create({ data: { id, email, name: `Test ${role}`, emailVerified: true } });
  await prisma().member.create({ data: { id, organizationId: ctx.orgId, userId: id, role, createdAt: now } });
  return email;
}

/** Makes a member with this role and signs them in; returns the cookies of their session. */
export async function signIn(organization: TestOrganization, role: Role) {
  const email = await addMember(organization, role);
  const token = new URL(await createSignInLink(email)).searchParams.get("token") ?? "";
  const { headers } = await auth().api.magicLinkVerify({
    query: { token },
    headers: new Headers(),
    returnHeaders: true,
  });
  return headers.getSetCookie().map((cookie) => {
    const [pair = ""] = cookie.split(";");
    const at = pair.indexOf("=");
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: process.env.PURSER_URL };
  });
}

/** Sends events as an agent does, by HTTP with the organisation's key. @throws Error unless every one is recorded. */
export async function sendEvents({ key }: TestOrganization, events: Record<string, unknown>[]): Promise<void> {
  const answer = await callApi({ key }, "POST", "/api/v1/events", { events });
  const { accepted, duplicates, rejected } = await answer.json();
  if (accepted === events.length && duplicates === 0) return;
  throw new Error(
    `Not every event was recorded (${answer.status}): ${JSON.stringify({ accepted, duplicates, rejected })}`,
  );
}

/** A request as an agent makes it, with the organisation's key. */
export function callApi({ key }: { key: string }, method: string, path: string, body: unknown): Promise<Response> {
  return fetch(`${process.env.PURSER_URL}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}
