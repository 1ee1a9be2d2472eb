import { afterAll, beforeAll, expect, test } from "vitest";
import { prisma } from "#server/db.ts";
import { type FuzzScene, fingerprint, fuzzScene } from "./fuzz-scene.ts";
import { type RawAnswer, rawRequest } from "./raw-request.ts";

// What no client library sends: requests that are hardly HTTP, and two that pretend to be one.
let scene: FuzzScene;
beforeAll(async () => {
  scene = await fuzzScene();
});
afterAll(() => scene.server.close());

const auth = () => `Authorization: Bearer ${scene.key}\r\n`;
const json = "Content-Type: application/json\r\n";
const smuggled = (id: string) => {
  const body = JSON.stringify({ id });
  return `POST /api/v1/projects HTTP/1.1\r\nHost: a\r\n${auth()}${json}Content-Length: ${body.length}\r\n\r\n${body}`;
};
const post = (headers: string, body: string | Uint8Array) => [
  `POST /api/v1/projects HTTP/1.1\r\nHost: a\r\n${auth()}${json}${headers}\r\n`,
  body,
];
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

/** Ways to make two parties disagree about where a request ends, each with a request hidden in its body. */
const smuggling: [string, (hidden: string) => (string | Uint8Array)[]][] = [
  ["length and chunked", (hidden) => post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", `0\r\n\r\n${hidden}`)],
  ["chunked and length", (hidden) => post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", `0\r\n\r\n${hidden}`)],
  ["two lengths", (hidden) => post("Content-Length: 2\r\nContent-Length: 900\r\n", `{}${hidden}`)],
  ["lengths in one header", (hidden) => post("Content-Length: 2, 900\r\n", `{}${hidden}`)],
  ["a length with a plus", (hidden) => post("Content-Length: +2\r\n", `{}${hidden}`)],
  ["a hexadecimal length", (hidden) => post("Content-Length: 0x2\r\n", `{}${hidden}`)],
  ["a negative length", (hidden) => post("Content-Length: -2\r\n", `{}${hidden}`)],
  ["chunked behind a space", (hidden) => post("Transfer-Encoding : chunked\r\nContent-Length: 2\r\n", `{}${hidden}`)],
  ["another coding", (hidden) => post("Transfer-Encoding: xchunked\r\nContent-Length: 2\r\n", `{}${hidden}`)],
  ["chunked twice", (hidden) => post("Transfer-Encoding: chunked, identity\r\n", `0\r\n\r\n${hidden}`)],
  ["a folded header", (hidden) => post("Transfer-Encoding:\r\n chunked\r\nContent-Length: 2\r\n", `{}${hidden}`)],
  ["a chunk with an LF alone", (hidden) => post("Transfer-Encoding: chunked\r\n", `2\n{}\n0\n\n${hidden}`)],
  [
    "a chunk size beyond 64 bits",
    (hidden) => post("Transfer-Encoding: chunked\r\n", `10000000000000002\r\n{}\r\n${hidden}`),
  ],
  [
    "a chunk extension with a line",
    (hidden) => post("Transfer-Encoding: chunked\r\n", `0;a="\r\n\r\n${hidden}"\r\n\r\n`),
  ],
  [
    "a body that a GET does not announce",
    (hidden) => [`GET /api/v1/projects HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 9\r\n\r\n${hidden}`],
  ],
  ["a header without a name", (hidden) => post(": a\r\nContent-Length: 2\r\n", `{}${hidden}`)],
  ["a NUL in a header", (hidden) => post("X-A: a\u0000b\r\nContent-Length: 2\r\n", `{}${hidden}`)],
  ["a lone CR in a header", (hidden) => post("X-A: a\rContent-Length: 2\r\n\r\n", `{}${hidden}`)],
];

test.each(smuggling)("a request hidden behind %s is not carried out", async (_, parts) => {
  const id = `hidden-${smuggling.findIndex(([, one]) => one === parts)}`;
  const before = await fingerprint();
  const answer = await rawRequest(scene.server.url, parts(smuggled(id)));
  expectRefused(answer);
  expect(await prisma().project.count({ where: { id } })).toBe(0);
  expect(await fingerprint()).toBe(before);
});

function expectRefused({ statuses, text, closed }: RawAnswer): void {
  expect(statuses.length > 0 || closed, "no hang").toBe(true);
  for (const status of statuses) {
    expect(status, text.slice(0, 400)).toBeGreaterThanOrEqual(400);
    expect(status, text.slice(0, 400)).toBeLessThan(500);
  }
}

const get = (target: string, headers = "Host: a\r\n") => [
  `GET ${target} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`,
];
const long = "x".repeat(40_000);
const malformed: [string, () => (string | Uint8Array)[]][] = [
  ["no HTTP at all", () => ["\u0016\u0003\u0001 hello\r\n\r\n"]],
  ["a line without a version", () => ["GET /\r\n\r\n"]],
  ["another version", () => ["GET /api/health HTTP/3.7\r\nHost: a\r\n\r\n"]],
  ["an unknown method", () => ["FETCH /api/v1/projects HTTP/1.1\r\nHost: a\r\n\r\n"]],
  ["no host", () => get("/api/v1/projects", "")],
  ["two hosts", () => get("/api/v1/projects", "Host: a\r\nHost: b\r\n")],
  ["a host that is none", () => get("/api/v1/projects", "Host: a b:c/d\r\n")],
  ["a path that is none", () => get("api/v1/projects")],
  ["broken escapes", () => get("/api/v1/projects/%zz%")],
  ["broken UTF-8 in the path", () => get("/api/v1/projects/%ff%c0%80")],
  [
    "bytes beyond ASCII in the path",
    () => ["GET /api/v1/projects/", Buffer.from([0xff, 0xfe]), " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"],
  ],
  ["a path of 40 kB", () => get(`/api/v1/projects/${long}`)],
  ["a header of 40 kB", () => get("/api/v1/projects", `Host: a\r\nX-A: ${long}\r\n`)],
  ["two thousand headers", () => get("/api/v1/projects", `Host: a\r\n${"A: b\r\n".repeat(2_000)}`)],
  ["two keys", () => get("/api/v1/projects", "Host: a\r\nAuthorization: Bearer one\r\nAuthorization: Bearer two\r\n")],
  ["two organisations", () => get("/api/v1/projects", `Host: a\r\n${auth()}X-Org-ID: one\r\nX-Org-ID: two\r\n`)],
  ["two content types", () => post(`Content-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n`, "{}")],
  [
    "a body that is not UTF-8",
    () =>
      post(
        "Content-Length: 12\r\nConnection: close\r\n",
        Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xff, 0xfe, 0x80]), Buffer.from('"}')]),
      ),
  ],
  ["a chunk that is no number", () => post("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n")],
  [
    "chunks of a body that is no JSON",
    () => post("Transfer-Encoding: chunked\r\nConnection: close\r\n", `${chunk("{")}${chunk('"id"')}0\r\n\r\n`),
  ],
  [
    "a socket that wants to become another",
    () => get("/api/v1/projects", "Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"),
  ],
  [
    "an expectation that nobody knows",
    () => post("Expect: a-miracle\r\nContent-Length: 2\r\nConnection: close\r\n", "{}"),
  ],
  ["an address of another machine", () => get("http://elsewhere.example/api/v1/projects")],
];

test.each(malformed)("%s is refused, and the server goes on", async (_, parts) => {
  const before = await fingerprint();
  expectRefused(await rawRequest(scene.server.url, parts()));
  expect((await fetch(`${scene.server.url}/api/health`)).status).toBe(200);
  expect(await fingerprint()).toBe(before);
});

test("whoever goes away in the middle of a body leaves nothing behind", async () => {
  const before = await fingerprint();
  const cut = ["/api/v1/projects", "/api/v1/events", "/api/v1/reservations", "/api/trpc/projects.create"].map((path) =>
    rawRequest(scene.server.url, [
      `POST ${path} HTTP/1.1\r\nHost: a\r\n${auth()}${json}Content-Length: 90\r\n\r\n{"id":"half"`,
    ]),
  );
  // None of them is answered, since none is complete; each ends with its connection.
  for (const { statuses } of await Promise.all(cut)) for (const status of statuses) expect(status).toBeLessThan(500);
  expect((await fetch(`${scene.server.url}/api/health`)).status).toBe(200);
  expect(await fingerprint()).toBe(before);
});
