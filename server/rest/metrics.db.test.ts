import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type TestApi, testApi, testKey } from "#scripts/test-api.ts";
import { setCap } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";

/** What a collector of OpenTelemetry was sent, as JSON. */
const sent: { path: string; authorization: string | undefined; body: string }[] = [];
const collector = createServer((request, response) => {
  let body = "";
  request.on("data", (part) => {
    body += part;
  });
  request.on("end", () => {
    sent.push({ path: request.url ?? "", authorization: request.headers.authorization, body });
    response.end("{}");
  });
});
let api: TestApi;

beforeAll(async () => {
  await new Promise<void>((listening) => collector.listen(0, "127.0.0.1", listening));
  const { port } = collector.address() as AddressInfo;
  api = await testApi({
    worker: true,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_HEADERS: "Authorization=Bearer%20of-the-collector",
      OTEL_SERVICE_NAME: "purser-in-a-test",
      OTEL_BSP_SCHEDULE_DELAY: "50",
    },
  });
});
afterAll(async () => {
  await api.close();
  collector.close();
});

const post = (path: string, key: string, body: object, headers: Record<string, string> = {}) =>
  api.call(path, {
    method: "POST",
    key,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

async function scrape(): Promise<{ samples: Map<string, number>; text: string }> {
  const response = await fetch(`${api.url}/api/metrics`);
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const text = await response.text();
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.trimEnd().split("\n")) {
    const [, family, type] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (family && type) types.set(family, type);
    if (line.startsWith("#")) continue;
    const [, name = "", labels = "", value] = /^([a-z_0-9]+)(\{[^}]*\})? (\S+)$/.exec(line) ?? [];
    // Every sample is of a family that was declared before it; a counter ends with _total, and none comes twice.
    const of = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, "");
    expect(types.get(of), line).toBeDefined();
    if (types.get(of) === "counter") expect(name).toMatch(/_total$/);
    expect(samples.has(name + labels), line).toBe(false);
    samples.set(name + labels, Number(value));
  }
  for (const [name, value] of samples) {
    if (!name.includes('le="+Inf"')) continue;
    expect(samples.get(name.replace("_bucket", "_count").replace(',le="+Inf"', ""))).toBe(value);
  }
  return { samples, text };
}

test("what is taken in, decided, refused and waited for is counted, by routes as declared, and nothing of an organisation", async () => {
  const ctx = await testOrganization();
  const key = await testKey(ctx, "admin");
  await setCap(ctx, { scope: "organization", window: "month", limit: 1_000_000_000n });
  const before = (await scrape()).samples;
  const event = {
    projectId: "web",
    agentId: "a1",
    provider: "openai",
    model: "gpt-4.1",
    inputTokens: 10,
    outputTokens: 1,
  };
  await post("/v1/events", key, {
    events: [
      { ...event, id: "a" },
      { ...event, id: "b" },
      { ...event, id: "c", projectId: "nowhere" },
    ],
  });
  await post("/v1/events", key, {
    events: [
      { ...event, id: "a" },
      { ...event, id: "b", inputTokens: 11 },
    ],
  });
  for (const amount of [0.5, 5]) await post("/v1/reservations", key, { projectId: "web", agentId: "a1", amount });
  await api.call("/v1/runs/none-of-these", { key });
  await api.call("/v1/what-a-caller-invents", { key });
  const { samples, text } = await scrape();
  const grown = (name: string) => (samples.get(name) ?? 0) - (before.get(name) ?? 0);
  const events = ["recorded", "duplicate", "unknown_project", "conflict"].map((o) =>
    grown(`purser_events_total{outcome="${o}"}`),
  );
  expect(events).toEqual([2, 1, 1, 1]);
  const decided = ["allow", "budget_exceeded"].map((d) => grown(`purser_reservations_total{decision="${d}"}`));
  expect(decided).toEqual([1, 1]);
  const requests = (labels: string) => grown(`purser_http_request_duration_seconds_count{${labels}}`);
  expect(requests('method="POST",route="/api/v1/events",status="200"')).toBe(2);
  expect(requests('method="POST",route="/api/v1/reservations",status="402"')).toBe(1);
  expect(requests('method="GET",route="other",status="404"')).toBe(1);
  for (const name of [
    "purser_database_up",
    'purser_jobs{state="ready"}',
    "purser_oldest_job_age_seconds",
    "purser_domain_events_waiting",
  ]) {
    expect(samples.has(name), name).toBe(true);
  }
  expect(samples.get("purser_database_connections_max")).toBeGreaterThan(0);
  for (const secret of [ctx.orgId, key, "none-of-these", "what-a-caller-invents"]) expect(text).not.toContain(secret);
});

test("requests and their statements are spans of the caller's trace; none holds a key or a body; bringing spans makes none", async () => {
  const ctx = await testOrganization();
  const key = await testKey(ctx, "admin");
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const event = {
    id: "not-in-a-span",
    projectId: "web",
    agentId: "a1",
    provider: "openai",
    model: "gpt-4.1",
    inputTokens: 10,
    outputTokens: 1,
  };
  await post("/v1/events", key, { events: [event] }, { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
  await vi.waitFor(() => expect(sent.map(({ body }) => body).join()).toContain(traceId), { timeout: 30_000 });
  type Sent = { name: string; traceId: string; parentSpanId?: string; spanId: string; kind: number };
  const spansOf = (): Sent[] =>
    sent.flatMap(({ body }) =>
      JSON.parse(body).resourceSpans[0].scopeSpans.flatMap((scope: { spans: Sent[] }) => scope.spans),
    );
  const ofTrace = () => spansOf().filter((span) => span.traceId === traceId);
  await vi.waitFor(() => expect(ofTrace().map(({ name }) => name)).toContain("POST /api/v1/events"));
  const spans = ofTrace();
  const request = spans.find(({ name }) => name === "POST /api/v1/events");
  expect(request).toMatchObject({ parentSpanId: "b7ad6b7169203331", kind: 2 });
  expect(spans.find(({ name }) => name === "record_transactions")).toMatchObject({ parentSpanId: request?.spanId });
  expect(sent[0]).toMatchObject({ path: "/v1/traces", authorization: "Bearer of-the-collector" });
  const all = sent.map(({ body }) => body).join();
  expect(all).toContain("purser-in-a-test");
  for (const secret of [key, event.id]) expect(all).not.toContain(secret);

  // A Purser that exports to itself: what brings spans makes none, so it ends.
  const count = () => spansOf().filter(({ name }) => name.includes("otel")).length;
  await post("/otel/v1/traces", key, { resourceSpans: [] });
  await api.call("/v1/projects", { key });
  await vi.waitFor(() => expect(spansOf().some(({ name }) => name === "GET /api/v1/projects")).toBe(true));
  expect(count()).toBe(0);
});
