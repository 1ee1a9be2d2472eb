import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type JsonSchema, type Operation, openapiModel } from "#server/rest/openapi-model.ts";
import { fromSchema, spoiled } from "./from-schema.ts";
import { answered, expectWords, type FuzzScene, fuzzOptions, fuzzScene, watchRows } from "./fuzz-scene.ts";
import { brokenJson, hostile, jsonText, nastyTexts } from "./hostile.ts";

// Every REST route there is, with what its schema asks for and with what nobody would.
let scene: FuzzScene;
beforeAll(async () => {
  scene = await fuzzScene();
});
afterAll(() => scene.server.close());

const { operations: all, components } = openapiModel();
// What monitoring asks takes nothing.
const operations = all.filter(({ security }) => security.length > 0);
const rows = watchRows();
const seen = { taken: 0, refused: 0 };

type Sent = { path: string; body: string | undefined; headers: Record<string, string> };

const types = [
  "application/json",
  "application/json; charset=utf-8",
  "APPLICATION/JSON",
  "text/plain",
  "application/x-ndjson",
  "",
  "x",
];
const type = fc.oneof({ weight: 12, arbitrary: fc.constant("application/json") }, fc.constantFrom(...types));
/** Headers that some code may look at. */
const headers = fc.oneof(
  { weight: 8, arbitrary: fc.constant({}) },
  fc.constantFrom<Record<string, string>>(
    ...[{ "x-org-id": "elsewhere" }, { "x-request-id": "x".repeat(9_000) }, { "x-forwarded-for": "1, ,::zz" }],
    ...[
      { "content-encoding": "gzip" },
      { "content-encoding": "br, gzip" },
      { accept: "\u00ff" },
      { "x-http-method-override": "PUT" },
    ],
    ...[
      { range: "bytes=0-" },
      { "if-none-match": "*" },
      { "accept-language": "x".repeat(2_000) },
      { "content-language": "%00" },
    ],
  ),
);

/** A text in an address: as it is, twice encoded, or broken. */
const inPath = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("web", "bot", "call-1", "run-1", "b-1", "job-1", "fuzzed", "calls.csv") },
  { weight: 3, arbitrary: fc.constantFrom(...nastyTexts.filter((text) => !/^\.*$/.test(text))).map(encoded) },
  { weight: 2, arbitrary: fc.constantFrom("%", "%zz", "%ff%fe", "%2e%2e", "%2F", "a%00b", "%25%30%30", ";a=b", "a b") },
);

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function queryOf(operation: Operation): fc.Arbitrary<string> {
  const parameters = operation.parameters.filter((one) => one.in === "query");
  const one = (schema: JsonSchema, name: string) =>
    fc.oneof(
      { weight: 3, arbitrary: fromSchema(schema, components.schemas, name).map((value) => encoded(String(value))) },
      { weight: 2, arbitrary: hostile.map((value) => encoded(typeof value === "string" ? value : jsonText(value))) },
      { weight: 1, arbitrary: fc.constantFrom("%", "%ff", "%00", "", "a&a=b", "[]", "a%26b") },
    );
  const fields = parameters.map(({ name, schema, required }) =>
    fc
      .tuple(fc.nat(required ? 9 : 2), one(schema, name))
      .map(([absent, value]) => (absent === 0 ? "" : `${encodeURIComponent(name)}=${value}`)),
  );
  const extra = fc.constantFrom("", "", "", "", "extra=1", "limit=1&limit=2", "__proto__=1", "=", "&&&");
  return fc.tuple(extra, ...fields).map((parts) => parts.filter(Boolean).join("&"));
}

function sentTo(operation: Operation): fc.Arbitrary<Sent> {
  const names = [...operation.path.matchAll(/\{\w+\}/g)].map(([name]) => name);
  const path = fc.tuple(queryOf(operation), ...names.map(() => inPath)).map(([query, ...values]) => {
    const filled = names.reduce((left, name, i) => left.replace(name, () => values[i] ?? ""), operation.path);
    return query ? `${filled}?${query}` : filled;
  });
  const schema = operation.requestBody?.content["application/json"]?.schema;
  const good = schema ? fromSchema(schema, components.schemas) : fc.constant({});
  const body = operation.requestBody
    ? fc.oneof(
        { weight: 8, arbitrary: spoiled(good).map(jsonText) },
        fc.constantFrom<string | undefined>(...brokenJson, undefined),
      )
    : fc.constantFrom<string | undefined>(undefined, undefined, "{}", "\u0000");
  return fc.record({ path, body, type, headers }).map(({ type: contentType, ...rest }) => ({
    ...rest,
    headers: { ...rest.headers, ...(contentType && { "content-type": contentType }) },
  }));
}

test.each(operations)("$method $path", async (operation) => {
  const byToken = operation.security.every((scheme) => "token" in scheme);
  await fc.assert(
    fc.asyncProperty(sentTo(operation), async ({ path, body, headers: more }) => {
      await rows.before();
      const withBody = body !== undefined && operation.method !== "GET";
      const {
        status,
        type: answerType,
        text,
      } = await answered((signal) =>
        fetch(`${scene.server.url}/api${path}`, {
          method: operation.method,
          headers: { ...more, ...(byToken ? scene.token : { authorization: `Bearer ${scene.key}` }) },
          ...(withBody && { body }),
          redirect: "manual",
          signal,
        }),
      );
      if (status < 400 || status === 402) {
        seen.taken++;
        rows.accepted(); // reads too: who exported what is on record
        return;
      }
      seen.refused++;
      if (!path.startsWith("/otel/")) {
        expect(answerType).toBe("application/problem+json");
        const problem = JSON.parse(text);
        expect(problem).toMatchObject({ status, code: expect.any(String), requestId: expect.any(String) });
        expectWords(problem.detail);
        for (const { message } of problem.errors ?? []) expectWords(message);
      }
      await rows.refused();
    }),
    fuzzOptions,
  );
});

test("good requests were tried as well as bad ones", () => {
  expect(seen.taken).toBeGreaterThan(operations.length / 2);
  expect(seen.refused).toBeGreaterThan(operations.length);
});
