import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import { createApiKey } from "#server/access/api-keys.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { type RunningServer, startServer } from "#server/main.ts";

let server: RunningServer;
let ctx: Ctx;
let key: string;

beforeAll(async () => {
  server = await startServer({ port: 0, host: "127.0.0.1", pages: false });
  ctx = await testOrganization();
  key = (await createApiKey({ ctx, input: { name: "agents", scopes: ["ingest"] } })).key;
});
afterAll(() => server.close());

const good = { projectId: "web", agentId: "a", provider: "openai", model: "gpt-4.1", inputTokens: 10, outputTokens: 1 };

async function post(body: BodyInit, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}/api/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
    body,
  });
  return { status: response.status, type: response.headers.get("content-type"), answer: await response.json() };
}

const recorded = () => prisma().creditTransaction.count({ where: { orgId: ctx.orgId } });

test("a batch: good entries are recorded, a repeat is a duplicate, a bad one is named", async () => {
  const events = [
    { ...good, id: "b1" },
    { ...good, id: "b2" },
    { ...good, id: "b1" },
    { ...good, id: "b3", model: "" },
  ];
  expect(await post(JSON.stringify({ events }))).toMatchObject({
    status: 200,
    answer: { accepted: 2, duplicates: 1, rejected: [{ index: 3, id: "b3", code: "validation_failed" }] },
  });
});

test("newline-delimited JSON, blank lines and a truncated last line", async () => {
  const body = `${JSON.stringify({ ...good, id: "n1" })}\n\n${JSON.stringify({ ...good, id: "n2" })}\n{"id":"n3","proj`;
  expect(await post(body, { "content-type": "application/x-ndjson; charset=utf-8" })).toMatchObject({
    status: 200,
    answer: {
      accepted: 2,
      duplicates: 0,
      rejected: [
        {
          index: 2,
          line: 4,
          id: null,
          code: "validation_failed",
          message: expect.stringContaining("column 17: expected a double quote"),
        },
      ],
    },
  });
});

test.each([
  ["application/json", (id: string) => JSON.stringify({ events: [{ ...good, id }] })],
  ["application/x-ndjson", (id: string) => `${JSON.stringify({ ...good, id })}\r\n`],
])("%s may come zipped, with a byte order mark, or both", async (type, body) => {
  const zip = { "content-type": type, "content-encoding": "gzip" };
  const recorded = { status: 200, answer: { accepted: 1, duplicates: 0, rejected: [] } };
  expect(await post(gzipSync(body(`zip ${type}`.replaceAll(/\W/g, "-"))), zip)).toMatchObject(recorded);
  expect(await post(`\ufeff${body(`bom-${type}`)}`, { "content-type": type })).toMatchObject(recorded);
  expect(await post(gzipSync(`\ufeff${body(`both-${type}`)}`), zip)).toMatchObject(recorded);
});

test("of a name given twice in one object the last counts, as everywhere in JSON", async () => {
  const twice = `{"events":[{"id":"first",${JSON.stringify({ ...good, id: "last" }).slice(1)}]}`;
  expect(await post(twice)).toMatchObject({ status: 200, answer: { accepted: 1 } });
  const ids = await prisma().creditTransaction.findMany({ where: { orgId: ctx.orgId, id: { in: ["first", "last"] } } });
  expect(ids.map(({ id }) => id)).toEqual(["last"]);
});

const huge = JSON.stringify({ events: [{ ...good, id: "x", model: "m".repeat(10_500_000) }] });

describe("refused as a whole, with a problem that says what to do, and nothing recorded", () => {
  test.each<[string, number, string, BodyInit, Record<string, string>?, string?]>([
    ["truncated JSON", 400, "bad_request", '{"events":[{"id":"t1"', {}, "line 1, column 22"],
    ["NaN in JSON", 400, "bad_request", '{"events":[\n{"id":"t1","a":NaN}]}', {}, "line 2, column 16"],
    ["an empty body", 400, "bad_request", "", {}, "The body is empty"],
    ["no list", 400, "validation_failed", '{"events":7}', {}, "events: must be a list"],
    ["nothing of it", 400, "validation_failed", "{}", {}, "events: is required"],
    ["null", 400, "validation_failed", "null", {}, "body: must be an object"],
    [
      "another field",
      400,
      "validation_failed",
      JSON.stringify({ events: [good], event: 1 }),
      {},
      "event: is not a known field (there are: events)",
    ],
    ["another charset", 400, "bad_request", Buffer.from('{"events":[]}', "utf16le"), {}, "not valid JSON"],
    ["Brotli", 415, "unsupported_media_type", "x", { "content-encoding": "br" }, "gzip"],
    ["what is not gzip", 400, "bad_request", '{"events":[]}', { "content-encoding": "gzip" }, "gzip"],
    ["half of a gzip", 400, "bad_request", gzipSync("{}").subarray(0, 12), { "content-encoding": "gzip" }, "gzip"],
    ["a zip bomb", 413, "payload_too_large", gzipSync(huge), { "content-encoding": "gzip" }, "10 MB"],
    ["an empty list", 400, "validation_failed", '{"events":[]}'],
    ["a bare array", 400, "validation_failed", "[]"],
    ["5,001 events", 400, "validation_failed", JSON.stringify({ events: Array(5001).fill(good) })],
    ["empty lines", 400, "validation_failed", "\n\n", { "content-type": "application/x-ndjson" }],
    ["a form", 415, "unsupported_media_type", "a=b", { "content-type": "application/x-www-form-urlencoded" }],
    ["more than 10 MB", 413, "payload_too_large", huge, {}, "10 MB"],
    ["a wrong key", 401, "unauthenticated", "{}", { authorization: "Bearer pk_wrong" }],
    ["no key", 401, "unauthenticated", "{}", { authorization: "" }],
  ])("%s: %i %s", async (_, status, code, body, headers, words = "") => {
    const before = await recorded();
    const response = await post(body, headers);
    expect(response.status).toBe(status);
    expect(response.type).toContain("application/problem+json");
    expect(response.answer).toMatchObject({ status, requestId: expect.any(String), title: expect.any(String) });
    expect(response.answer.code).toBe(code);
    expect(response.answer.detail.length).toBeGreaterThan(10);
    expect(response.answer.detail).toContain(words);
    expect(await recorded()).toBe(before);
  });
});

test("answered the same with and without an announced length, which are two ways through the server", async () => {
  const send = async (body: string, headers: Record<string, string>, announced: boolean) => {
    const response = await fetch(`${server.url}/api/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
      body: announced ? body : new Blob([body]).stream(),
      duplex: "half",
    } as RequestInit);
    const {
      date,
      connection,
      "keep-alive": _,
      "transfer-encoding": __,
      "content-length": ___,
      // What is left is one less each time.
      ratelimit: ____,
      ...said
    } = Object.fromEntries(response.headers);
    return { status: response.status, headers: said, answer: await response.text() };
  };
  await post(JSON.stringify({ events: [{ ...good, id: "way-1" }] }));
  const cases: [string, Record<string, string>?][] = [
    [JSON.stringify({ events: [{ ...good, id: "way-1" }, { ...good, id: "way-1", model: "o3" }, 7] })],
    [`\ufeff${JSON.stringify({ events: [{ ...good, id: "way-1" }] })}`],
    [JSON.stringify({ events: [{ ...good, id: "way-1" }] }), { "content-type": "application/json; charset=utf-8" }],
    [JSON.stringify({ events: [] })],
    [JSON.stringify({ events: [good], extra: 1 })],
    ["{", {}],
    ["{}", { authorization: `bearer  ${key} ` }],
    ["{}", { authorization: `Bearer pk_${"x".repeat(43)}` }],
    ["{}", { "x-org-id": "another" }],
  ];
  for (const [body, headers = {}] of cases) {
    const withId = { "x-request-id": "request-0001", ...headers };
    expect(await send(body, withId, true)).toEqual(await send(body, withId, false));
  }
});

test("a key without the scope is told which one it takes: 403", async () => {
  const reader = await createApiKey({ ctx, input: { name: "reader", scopes: ["read"] } });
  const refused = await post(JSON.stringify({ events: [good] }), { authorization: `Bearer ${reader.key}` });
  expect(refused).toMatchObject({
    status: 403,
    answer: { code: "forbidden", detail: expect.stringContaining("ingest") },
  });
});

test("a project of another organisation is unknown, like one that does not exist", async () => {
  await testOrganization({ projects: ["theirs"] });
  const { answer } = await post(JSON.stringify({ events: [{ ...good, id: "f1", projectId: "theirs" }] }));
  expect(answer).toMatchObject({ accepted: 0, rejected: [{ code: "unknown_project" }] });
});

test("300 single events at once: each answered, each recorded once", async () => {
  const before = await recorded();
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, i) => post(JSON.stringify({ events: [{ ...good, id: `many-${i % 250}` }] }))),
  );
  expect(answers.reduce((sum, { answer }) => sum + answer.accepted, 0)).toBe(250);
  expect(answers.reduce((sum, { answer }) => sum + answer.duplicates, 0)).toBe(50);
  expect((await recorded()) - before).toBe(250);
});

test("a run and a job can be reported before, during and after their calls", async () => {
  const put = async (path: string, body: object) => {
    const response = await fetch(`${server.url}/api/v1/${path}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: response.status, answer: await response.json() };
  };
  await put("runs/r9", { projectId: "web", trigger: "schedule", status: "running", startedAt: "2026-11-01T00:00:00Z" });
  await put("jobs/j9", { projectId: "web", agentId: "a", runId: "r9", status: "running" });
  await post(JSON.stringify({ events: [{ ...good, id: "r9-1", runId: "r9", jobId: "j9" }] }));
  const jobs = () => prisma().jobDaily.aggregate({ where: { orgId: ctx.orgId }, _sum: { jobs: true, failed: true } });
  expect((await jobs())._sum.jobs ?? 0).toBe(0);
  const done = await put("jobs/j9", {
    projectId: "web",
    agentId: "a",
    status: "failed",
    finishedAt: "2026-11-02T00:00:00Z",
  });
  expect(done).toMatchObject({
    status: 200,
    answer: { status: "failed", runId: "r9", finishedAt: "2026-11-02T00:00:00.000Z" },
  });
  expect((await jobs())._sum).toEqual({ jobs: 1, failed: 1 });
  const run = await put("runs/r9", { projectId: "web", status: "failed" });
  expect(run.answer).toMatchObject({ trigger: "schedule", status: "failed", startedAt: "2026-11-01T00:00:00.000Z" });
  expect(await prisma().pipelineRun.findFirst({ where: { orgId: ctx.orgId, id: "r9" } })).toMatchObject({
    jobCount: 1,
    calls: 1,
  });
  expect((await put("runs/r9", { projectId: "nope" })).status).toBe(404);
  for (const startedAt of ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59"]) {
    expect((await put("runs/r9", { projectId: "web", startedAt })).status).toBe(400);
  }
  expect((await put("runs/r9", { projectId: "web", status: "great" })).status).toBe(400);
});
