import { auth } from "#server/access/auth.ts";
import { ensureOwner } from "#server/access/organizations.ts";
import { createSignInLink } from "#server/access/sign-in-link.ts";
import type { Role } from "#server/context.ts";
import { prisma } from "#server/db.ts";

/** Someone with a browser, signed in on a running server, for tests over HTTP. */
export type TestPerson = {
  email: string;
  cookie: string;
  /** A request of one of our pages: with the session cookie, the origin and what a browser adds. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Calls a procedure and returns its data, or the error as the page gets it. */
  query(procedure: string, input?: unknown): Promise<{ data?: unknown; error?: { message: string; data: unknown } }>;
  mutate(procedure: string, input?: unknown): Promise<{ data?: unknown; error?: { message: string; data: unknown } }>;
};

/** Makes a person of an organisation (made if need be) with a role, and signs them in by a one-click link. */
export async function testPerson(serverUrl: string, orgId: string, role: Role): Promise<TestPerson> {
  const email = `${role}-${orgId}@example.com`;
  const now = new Date();
  await ensureOwner({ input: { email: `owner-${orgId}@example.com`, organization: { id: orgId } }, now });
  if (role !== "owner") {
    await prisma().user.create({ data: { id: email, email, name: role, emailVerified: true } });
    await prisma().member.create({ data: { id: email, organizationId: orgId, userId: email, role } });
  }
  return browser(serverUrl, email, await signInHere(email));
}

/** The same for somebody who is there already. */
export async function testPersonAgain(serverUrl: string, email: string): Promise<TestPerson> {
  return browser(serverUrl, email, await signInHere(email));
}

/** Opens a one-click link in this process, which counts towards no limit on requests. */
async function signInHere(email: string): Promise<string> {
  const token = new URL(await createSignInLink(email)).searchParams.get("token") ?? "";
  const options = { query: { token }, headers: new Headers(), returnHeaders: true } as const;
  return cookieOf((await auth().api.magicLinkVerify(options)).headers);
}

/** Opens a one-click link over HTTP and returns the session cookie. */
export async function signIn(serverUrl: string, email: string): Promise<string> {
  const { pathname, search } = new URL(await createSignInLink(email));
  return sessionCookie(await fetch(`${serverUrl}${pathname}${search}`, { redirect: "manual" }));
}

/** The session cookie that an answer sets; empty when it sets none. */
export const sessionCookie = (response: Response): string => cookieOf(response.headers);

function cookieOf(headers: Headers): string {
  const set = headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");
  return set.find((cookie) => /^(__Secure-)?purser\.session_token=./.test(cookie)) ?? "";
}

function browser(serverUrl: string, email: string, cookie: string): TestPerson {
  const request = (path: string, init: RequestInit = {}) =>
    fetch(`${serverUrl}${path}`, {
      redirect: "manual",
      ...init,
      headers: { cookie, origin: serverUrl, "sec-fetch-site": "same-origin", ...init.headers },
    });
  const call = async (response: Response) => {
    const { result, error } = await response.json();
    return error ? { error } : { data: result.data };
  };
  return {
    email,
    cookie,
    fetch: request,
    query: async (procedure, input) => {
      const search = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
      return call(await request(`/api/trpc/${procedure}${search}`));
    },
    mutate: async (procedure, input) =>
      call(
        await request(`/api/trpc/${procedure}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(input ?? {}),
        }),
      ),
  };
}
