import { afterAll, beforeAll, expect, test } from "vitest";
import { sessionCookie, signIn, testPerson } from "#scripts/test-person.ts";
import { prisma } from "#server/db.ts";
import { type RunningServer, startServer } from "#server/main.ts";

let server: RunningServer;
const first = "a long enough password";
const second = "quite another password";

beforeAll(async () => {
  server = await startServer({ port: 0, host: "127.0.0.1", pages: false });
});
afterAll(() => server.close());

const post = (cookie: string, path: string, body: unknown) =>
  fetch(`${server.url}/api/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.url, ...(cookie && { cookie }) },
    body: JSON.stringify(body),
  });
const set = (cookie: string, newPassword: string) => post(cookie, "account/set-password", { newPassword });
const signInWith = (email: string, password: string) => post("", "sign-in/email", { email, password });
const isIn = async (cookie: string) =>
  (await fetch(`${server.url}/api/trpc/session.current`, { headers: { cookie } })).status === 200;

/** An owner with a password who has come back by a new link. */
async function comeBack(orgId: string) {
  const { email, cookie } = await testPerson(server.url, orgId, "owner");
  expect((await set(cookie, first)).status).toBe(200);
  return { email, before: cookie, back: await signIn(server.url, email) };
}

test("whoever forgot the password sets a new one after a link, once; every other browser is signed out", async () => {
  const { email, before, back } = await comeBack("forgot");
  const answer = await set(back, second);
  expect(answer.status).toBe(200);
  expect((await signInWith(email, first)).status).toBe(401);
  expect((await signInWith(email, second)).status).toBe(200);
  // A copy of the cookie that the link gave is out as well.
  for (const cookie of [before, back]) expect(await isIn(cookie)).toBe(false);
  const renewed = sessionCookie(answer);
  expect(await isIn(renewed)).toBe(true);
  expect((await set(renewed, first)).status).toBe(409);
  const entries = await prisma().auditEntry.findMany({ where: { orgId: "forgot", action: "user.set_password" } });
  expect(entries.map((entry) => entry.before)).toEqual([{ hasPassword: false }, { hasPassword: true }]);
});

test("it is not replaced an hour after the link, nor in a session that a password opened", async () => {
  const { email, back } = await comeBack("late");
  await prisma().verification.updateMany({ data: { expiresAt: new Date(Date.now() - 1000) } });
  expect((await set(back, second)).status).toBe(409);
  expect((await set(sessionCookie(await signInWith(email, first)), second)).status).toBe(409);
  expect((await signInWith(email, first)).status).toBe(200);
});
