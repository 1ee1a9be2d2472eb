import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test, vi } from "vitest";
import { testPerson } from "#scripts/test-person.ts";
import { type TestServer, testServer } from "#scripts/test-server.ts";
import { loggedError, withoutSecrets } from "./log-error.ts";

let server: TestServer;
afterAll(() => server.kill());

test("whatever is done, no key, password, token, cookie, link or body is in the log at its most talkative", async () => {
  let log = "";
  server = await testServer({ LOG_LEVEL: "trace", PURSER_PRIVATE_WEBHOOKS: "true" }, (text) => {
    log += text;
  });
  const owner = await testPerson(server.url, "logged", "owner");
  const secrets = new Map<string, string>([["cookie", owner.cookie.split("=")[1]?.slice(0, 32) ?? ""]]);
  const note = <T extends string>(name: string, secret: T): T => {
    expect(secret.length, name).toBeGreaterThan(7);
    secrets.set(name, secret);
    return secret;
  };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/api/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: server.url, ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });

  note("address", owner.email);
  const password = note("password", "a-password-nobody-may-read");
  const asOwner = { cookie: owner.cookie };
  expect((await post("auth/account/set-password", { newPassword: password }, asOwner)).status).toBe(200);
  await post("auth/sign-in/email", { email: owner.email, password });
  await post("auth/sign-in/email", { email: owner.email, password: note("wrong password", "another-password-unread") });
  await fetch(`${server.url}/api/auth/magic-link/verify?token=${note("link", "a-token-of-a-link-1234")}`, {
    redirect: "manual",
  });
  await fetch(`${server.url}/api/auth/reset-password/${note("reset", "a-token-of-a-reset-1234")}`, {
    redirect: "manual",
  });
  const token = (await (await owner.fetch("/api/auth/token")).json()) as { token: string };
  const authorization = `Bearer ${note("web token", token.token)}`;
  await fetch(`${server.url}/api/v1/projects`, { headers: { authorization, "x-org-id": "logged" } });

  const made = await owner.mutate("keys.create", { name: "agents", scopes: ["admin"] });
  const key = note("key", (made.data as { key: string }).key);
  const bearer = { authorization: `Bearer ${key}` };
  expect((await post("v1/projects", { id: "web", name: "Web" }, bearer)).status).toBe(201);
  await post("v1/events", { events: [] }, { authorization: `Bearer ${note("wrong key", `pk_${"x".repeat(43)}`)}` });
  const event = {
    id: "e",
    projectId: "web",
    agentId: "a",
    provider: "openai",
    model: "gpt-4.1",
    inputTokens: 1,
    outputTokens: 1,
  };
  await post("v1/events", { events: [{ ...event, tags: { prompt: note("tag", "what-somebody-was-asked") } }] }, bearer);
  await post("v1/events", `{"events":[{"id": ${note("broken body", "what-is-no-json")}`, bearer);
  await post("v1/events", { events: [{ ...event, id: `${note("text", "with-a-character")}\0` }] }, bearer);
  const webhook = (await (await post("v1/webhooks", { url: "http://127.0.0.1:9/told" }, bearer)).json()) as {
    id: string;
    secret: string;
  };
  note("webhook secret", webhook.secret);
  await post(`v1/webhooks/${webhook.id}/test`, {}, bearer);
  const invited = await owner.mutate("members.invite", { email: "ann@example.com", role: "member" });
  const { link } = invited.data as { link: string };
  note("invitation", link.split("/").at(-1) ?? "");
  await vi.waitFor(() => expect(log).toContain("/api/v1/webhooks"), { timeout: 20_000 });
  await sleep(500);
  await server.kill();

  // It did log: one line of JSON a request.
  expect(log.split("\n").filter((line) => line.includes('"path":"/api/v1/events"')).length).toBeGreaterThanOrEqual(4);
  for (const line of log.trim().split("\n")) expect(() => JSON.parse(line), line).not.toThrow();
  expect(log).toMatch(/"actor":"user:[^"@]+"/);
  for (const [name, secret] of secrets) expect(log.includes(secret), name).toBe(false);
});

test("an error is logged by kind, message and place, without what it is about", () => {
  const error = Object.assign(new Error("cannot connect to postgres://purser:hunter22@db/purser?password=hunter33"), {
    code: "23505",
    detail: "Key (token)=(a-session) already exists.",
    query: "SELECT 1",
    cause: new Error("Authorization: Bearer pk_abcdefghijklmnop was refused"),
  });
  const text = JSON.stringify(loggedError(error));
  for (const secret of ["hunter22", "hunter33", "a-session", "pk_abcdefgh", "SELECT 1"])
    expect(text).not.toContain(secret);
  expect(loggedError(error)).toMatchObject({
    type: "Error",
    code: "23505",
    cause: { message: expect.stringContaining("refused") },
  });
  expect(withoutSecrets("GET /api/v1/runs/nightly-42?from=2026-01-01")).toBe(
    "GET /api/v1/runs/nightly-42?from=2026-01-01",
  );
});
