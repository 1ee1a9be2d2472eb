import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApi, testApi, testKey } from "#scripts/test-api.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { testPerson } from "#scripts/test-person.ts";
import { ensureOwner } from "#server/access/organizations.ts";
import { createSignInLink } from "#server/access/sign-in-link.ts";

let api: TestApi;
let key: string;
let other: string;

beforeAll(async () => {
  const environment = {
    PURSER_KEY_RATE_LIMIT: "6",
    PURSER_ADDRESS_RATE_LIMIT: "4",
    PURSER_USER_RATE_LIMIT: "8",
    PURSER_CORS_ORIGINS: "https://app.example.com",
    PURSER_URL: "https://purser.example.com",
  };
  api = await testApi({ environment });
  const ctx = await testOrganization();
  key = await testKey(ctx, "ingest", "read");
  other = await testKey(ctx, "read");
});
afterAll(() => api.close());

const body = JSON.stringify({ events: [{}] });
const post = (more: Record<string, string> = {}) =>
  api.call("/v1/events", { method: "POST", key, headers: { "content-type": "application/json", ...more }, body });

test("a key has so many requests a minute on all routes together, whichever way they are answered", async () => {
  for (const [i, send] of [post, () => api.call("/v1/projects", { key }), post, post, post, post].entries()) {
    const { status, headers } = await send();
    expect(status).toBe(200);
    expect(headers.get("ratelimit-policy")).toBe('"key";q=6;w=60');
    expect(headers.get("ratelimit")).toMatch(new RegExp(`^"key";r=${5 - i};t=\\d+$`));
  }
  // Directly, through Hono as newline-delimited JSON, and on another route.
  const lines = post({ "content-type": "application/x-ndjson", "x-request-id": "my-request-7" });
  for (const refused of [await post(), await lines, await api.call("/v1/projects", { key })]) {
    expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited", status: 429 } });
    expect(refused.headers.get("content-type")).toBe("application/problem+json");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(refused.headers.get("ratelimit")).toMatch(/^"key";r=0;t=\d+$/);
  }
  expect((await lines).headers.get("x-request-id")).toBe("my-request-7");
  expect((await lines).body.requestId).toBe("my-request-7");
  expect((await api.call("/v1/projects", { key: other })).status).toBe(200);
});

test("whoever is unknown is counted by address, whatever the address says of itself; a good key is not", async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 3; i++) {
    const wrong = { key: `pk_${"x".repeat(60)}`, headers: { "x-forwarded-for": `203.0.113.${i}` } };
    statuses.push((await api.call("/v1/projects", wrong)).status);
    const direct = {
      ...wrong,
      method: "POST",
      headers: { ...wrong.headers, "content-type": "application/json" },
      body,
    };
    statuses.push((await api.call("/v1/events", direct)).status);
  }
  expect(statuses).toEqual([401, 401, 401, 401, 429, 429]);
  expect((await api.call("/openapi.json")).status).toBe(429);
  expect((await api.call("/v1/projects", { key: other })).status).toBe(200);
  expect((await api.call("/health")).status).toBe(200);
});

test("a person has so many too, by the queries of pages, each of a batch, and by REST together", async () => {
  const owner = await testPerson(api.url, "limits-org", "owner");
  const batch = (count: number) =>
    owner.fetch(`/api/trpc/${Array(count).fill("session.current").join()}?batch=1&input=%7B%7D`);
  const { status, headers } = await batch(5);
  expect(status).toBeLessThan(300);
  expect(headers.get("ratelimit")).toMatch(/^"user";r=3;t=\d+$/);
  const refused = await batch(4);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  const text = await refused.text();
  expect(text).toContain("This person may send 8 requests a minute. Try again in ");
  expect(text).toContain("rate_limited");
  expect((await owner.fetch("/api/v1/projects")).status).toBe(200);
});

test("pages of the origins that are named may call with a key, no others, and never with cookies", async () => {
  const asked = {
    method: "OPTIONS",
    headers: { origin: "https://app.example.com", "access-control-request-method": "POST" },
  };
  const allowed = await api.call("/v1/events", asked);
  expect(allowed.status).toBe(204);
  expect(allowed.headers.get("access-control-allow-origin")).toBe("https://app.example.com");
  expect(allowed.headers.get("access-control-allow-headers")).toContain("authorization");
  expect(allowed.headers.get("access-control-allow-credentials")).toBeNull();
  for (const headers of [{ origin: "https://evil.example" }, { origin: "null" }]) {
    const refused = await api.call("/v1/projects", { key: other, headers });
    expect(refused.headers.get("access-control-allow-origin")).toBeNull();
  }
  const session = await api.call("/auth/get-session", { headers: { origin: "https://app.example.com" } });
  expect(session.headers.get("access-control-allow-origin")).toBeNull();
  const direct = await post({ origin: "https://app.example.com" });
  expect(direct.headers.get("access-control-allow-origin")).toBe("https://app.example.com");
});

test("every answer says that it is data, over TLS only", async () => {
  const answers = [
    await api.call("/health"),
    await api.call("/v1/nothing"),
    await api.call("/v1/projects", { key: other }),
    await post(),
    await api.call("/auth/get-session"),
    await api.call("/trpc/session.current"),
  ];
  for (const { headers } of answers) {
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
    expect(headers.get("x-request-id")).toMatch(/^[\w-]{8,}$/);
  }
});

test("behind TLS the session's cookie is Secure, for scripts invisible, and sent from other sites' links only", async () => {
  await ensureOwner({ input: { email: "tls@example.com", organization: { id: "tls-org" } }, now: new Date() });
  const { pathname, search } = new URL(await createSignInLink("tls@example.com"));
  const answer = await fetch(`${api.url}${pathname}${search}`, { redirect: "manual" });
  const [cookie = ""] = answer.headers.getSetCookie().filter((text) => text.includes("session_token="));
  expect(cookie).toMatch(/^__Secure-purser\.session_token=[^;]+;/);
  const attributes = cookie.split("; ").slice(1);
  expect(attributes).toEqual(expect.arrayContaining(["Secure", "HttpOnly", "SameSite=Lax", "Path=/"]));
  expect(answer.headers.get("strict-transport-security")).toBe("max-age=31536000");
});
