import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApi, testApi, testKey } from "#scripts/test-api.ts";
import { testOrganization } from "#scripts/test-organization.ts";

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await testApi({
    environment: { PURSER_REQUEST_TIMEOUT_SECONDS: "1", PURSER_URL: "https://purser.example.com" },
  });
  key = await testKey(await testOrganization(), "ingest", "read");
});
afterAll(() => api.close());

/** Sends this text and no more, and returns all that comes until the server closes. */
function send(...lines: string[]): Promise<string> {
  const socket = connect(Number(new URL(api.url).port), "127.0.0.1");
  socket.write(lines.join("\r\n"));
  return new Promise((resolve, reject) => {
    let said = "";
    socket.on("data", (part) => {
      said += part;
    });
    socket.on("close", () => resolve(said));
    socket.on("error", reject);
  });
}

const host = "Host: localhost";
const authorized = () => `Authorization: Bearer ${key}`;

test.concurrent.each<[string, () => string[], number, string]>([
  ["a header that does not end", () => ["GET /api/v1/projects HTTP/1.1", host, "X-Slow: "], 408, "request_timeout"],
  [
    "a body that does not end, on a busy route",
    () => [
      "POST /api/v1/events HTTP/1.1",
      ...[host, authorized(), "Content-Type: application/json", "Content-Length: 5000", "", '{"events":['],
    ],
    408,
    "request_timeout",
  ],
  [
    "a body in pieces that does not end, on another route",
    () => [
      "POST /api/otel/v1/traces HTTP/1.1",
      ...[host, authorized(), "Content-Type: application/json", "Transfer-Encoding: chunked", "", "5", '{"res'],
    ],
    408,
    "request_timeout",
  ],
  ["what is not HTTP", () => ["hello", "", ""], 400, "bad_request"],
  ["a TLS greeting on a plain port", () => ["\x16\x03\x01\x02\x00\x01\x00\x01"], 400, "bad_request"],
  [
    "headers without measure",
    () => ["GET /api/health HTTP/1.1", host, `X-Big: ${"x".repeat(20_000)}`, "", ""],
    431,
    "headers_too_large",
  ],
])("%s is answered like every error, and the connection ends", async (_, lines, status, code) => {
  const answer = await send(...lines());
  const [head = "", body = ""] = answer.split("\r\n\r\n");
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(head).toContain("content-type: application/problem+json");
  expect(head).toContain("x-content-type-options: nosniff");
  expect(head).toContain("strict-transport-security: max-age=");
  const problem = JSON.parse(body);
  expect(problem).toMatchObject({ type: "about:blank", status, code, title: expect.any(String) });
  expect(head).toContain(`x-request-id: ${problem.requestId}`);
});

test("whoever is unknown is answered at once, however slowly the body comes", async () => {
  const answer = await send(
    "POST /api/v1/events HTTP/1.1",
    ...[host, "Authorization: Bearer pk_wrong", "Content-Type: application/json", "Content-Length: 9000000", "", "{"],
  );
  expect(answer).toMatch(/^HTTP\/1.1 401 /);
});

test("a small body that unzips to a huge one is given up at the limit, wherever it is sent", async () => {
  const bomb = gzipSync(Buffer.alloc(200_000_000));
  expect(bomb.length).toBeLessThan(300_000);
  for (const [path, type] of [
    ["/v1/events", "application/json"],
    ["/v1/events", "application/x-ndjson"],
    ["/otel/v1/traces", "application/x-protobuf"],
    ["/otel/v1/traces", "application/json"],
  ] as const) {
    const headers = { authorization: `Bearer ${key}`, "content-type": type, "content-encoding": "gzip" };
    const { status } = await fetch(`${api.url}/api${path}`, { method: "POST", headers, body: bomb });
    expect(status, `${path} ${type}`).toBe(413);
  }
  const twice = { "content-type": "application/json", "content-encoding": "gzip, gzip" };
  const zipped = await api.call("/v1/events", { method: "POST", key, headers: twice, body: gzipSync(bomb) });
  expect(zipped.status).toBe(415);
});

test("none of it is counted as an error of ours", async () => {
  const metrics = await (await fetch(`${api.url}/api/metrics`)).text();
  expect(metrics).toContain('status="413"');
  expect(metrics).not.toMatch(/status="5/);
});
