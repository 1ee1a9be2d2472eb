import { randomUUID } from "node:crypto";
import { testOrganization } from "#scripts/test-organization.ts";
import { createApiKey } from "#server/access/api-keys.ts";
import { auth } from "#server/access/auth.ts";
import { createSignInLink } from "#server/access/sign-in-link.ts";
import type { Ctx, Role } from "#server/context.ts";
import { prisma } from "#server/db.ts";

/** An organisation of one test: project `web`, a key that may do everything, people made as they are needed. */
export type TestOrganization = { ctx: Ctx; projectId: string; key: string };

/** Makes an organisation in the database of the running server. */
export async function createTestOrganization(): Promise<TestOrganization> {
  const projectId = "web";
  const ctx = await testOrganization({ projects: [projectId] });
  const input = { name: "browser tests", scopes: ["ingest", "reserve", "read", "admin"] } as const;
  const { key } = await createApiKey({ ctx, input: { ...input, scopes: [...input.scopes] } });
  return { ctx, projectId, key };
}

/** Makes a member with this role and signs them in; returns the cookies of their session. */
export async function signIn({ ctx }: TestOrganization, role: Role) {
  const id = randomUUID();
  const email = `${role}-${id.slice(0, 8)}@example.com`;
  const now = new Date();
  await prisma().user.create({ data: { id, email, name: `Test ${role}`, emailVerified: true } });
  const member = { id, organizationId: ctx.orgId, userId: id, role, createdAt: now };
  await prisma().member.create({ data: member });
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
