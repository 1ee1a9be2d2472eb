import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import { createApiKey } from "#server/access/api-keys.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { reconcile } from "#server/ledger/reconcile.ts";
import { type RunningServer, startServer } from "#server/main.ts";

let server: RunningServer;
let ctx: Ctx;
let key: string;

beforeAll(async () => {
  server = await startServer({ port: 0, host: "127.0.0.1", pages: false });
  ctx = await testOrganization();
  key = (await createApiKey({ ctx, input: { name: "fuzz", scopes: ["ingest"] } })).key;
});
afterAll(() => server.close());

/** JSON texts, not values: a text can say what no value of ours can (a name twice, 1e400, half a surrogate). */
const asText = (arbitrary: fc.Arbitrary<unknown>) => arbitrary.map((value) => JSON.stringify(value));
const hostile = fc.oneof(
  asText(fc.jsonValue({ maxDepth: 3 })),
  asText(fc.string({ unit: "binary", maxLength: 300 })),
  asText(fc.double()),
  fc.constantFrom(
    ...["null", "{}", "[]", '""', "-1", "-0", "1.5", "1e12", "1000000000001", "9007199254740993", "1e400", "-1e400"],
    ...['"\\u0000"', '"a\\u0000"', '"\\ud800"', '"\\udfff\\ud800"', '"\\ufffd"', '"\\u202e"', '"1"', '"NaN"', "true"],
    ...['"2026-02-30T00:00:00Z"', '"0000-01-01T00:00:00Z"', '"9999-12-31T23:59:59-23:59"', '"2026-11-22T10:00:00"'],
    ...['{"__proto__":1}', '{"constructor":{}}', '{"a":1,"a":2}', `{"${"x".repeat(65)}":1}`, `"${"ä".repeat(129)}"`],
  ),
);

const ids = fc.oneof(
  fc.constantFrom("toString", "__proto__", "ä", "x".repeat(128)),
  fc.nat(200).map((n) => `call-${n}`),
);
const good = fc
  .record({ id: ids, inputTokens: fc.nat(1), outputTokens: fc.constant(2) })
  .map((some) => ({ projectId: "web", agentId: "a", provider: "openai", model: "gpt-4.1", ...some }));
const names = [
  ...["id", "occurredAt", "projectId", "agentId", "agentType", "runId", "jobId", "sessionId", "attempt", "provider"],
  ...["model", "inputTokens", "cachedInputTokens", "cacheWriteTokens", "cacheWrite1hTokens", "outputTokens"],
  ...["reasoningTokens", "serviceTier", "cost", "currency", "status", "effort", "reservationId", "tags", "__proto__"],
];
/** A good event with up to two fields said again, in front or behind: the last one counts. */
const event = fc
  .tuple(good, fc.array(fc.tuple(fc.constantFrom(...names), hostile, fc.boolean()), { maxLength: 2 }))
  .map(([whole, extras]) => {
    const field = ([name, value]: (typeof extras)[number]) => `${JSON.stringify(name)}:${value}`;
    const front = extras.filter(([, , before]) => before).map(field);
    const behind = extras.filter(([, , before]) => !before).map(field);
    return `{${[...front, JSON.stringify(whole).slice(1, -1), ...behind].join(",")}}`;
  });
const entries = fc.array(fc.oneof({ weight: 6, arbitrary: event }, hostile), { maxLength: 6 });

type Body = { text: string; type: string; sent: number | null };
const body: fc.Arbitrary<Body> = fc.oneof(
  { weight: 6, arbitrary: entries.map((all) => json(`{"events":[${all.join(",")}]}`, all.length)) },
  {
    weight: 3,
    arbitrary: entries.map((all) => ({ text: all.join("\n"), type: "application/x-ndjson", sent: all.length })),
  },
  { weight: 1, arbitrary: hostile.map((text) => json(text, null)) },
  { weight: 1, arbitrary: fc.tuple(hostile, hostile).map(([a, b]) => json(`{"events":${a},"more":${b}}`, null)) },
  {
    weight: 1,
    arbitrary: fc.tuple(event, fc.nat()).map(([text, at]) => json(text.slice(0, at % (text.length + 1)), null)),
  },
);
const json = (text: string, sent: number | null): Body => ({ text, type: "application/json", sent });

const everyId = async () =>
  new Set((await prisma().creditTransaction.findMany({ where: { orgId: ctx.orgId } })).map(({ id }) => id));

test("whatever is sent: never our fault, every entry accounted for, and recorded is what the answer says", async () => {
  let recorded = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(body, async ({ text, type, sent }) => {
      const before = await everyId();
      const response = await fetch(`${server.url}/api/v1/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": type },
        body: text,
      });
      const answer = await response.json();
      const after = await everyId();
      if (response.status !== 200) {
        expect(response.status).toBeGreaterThanOrEqual(400);
        expect(response.status).toBeLessThan(500);
        expect(answer).toMatchObject({ status: response.status, code: expect.any(String), detail: expect.any(String) });
        expect(after).toEqual(before);
        return;
      }
      const rejected: { index: number; line?: number; message: string }[] = answer.rejected;
      expect(answer.accepted + answer.duplicates + rejected.length).toBe(sent);
      expect(after.size - before.size).toBe(answer.accepted);
      expect(new Set(rejected.map(({ index }) => index)).size).toBe(rejected.length);
      for (const { index, line, message } of rejected) {
        expect(index).toBeLessThan(sent ?? 0);
        expect(line).toBe(type === "application/json" ? undefined : index + 1);
        expect(message).not.toMatch(/undefined|invalid input|expected string|zod/i);
      }
      recorded += answer.accepted + answer.duplicates;
      refused += rejected.length;
    }),
    { numRuns: 400 },
  );
  // Both ends were tried.
  expect(recorded).toBeGreaterThan(20);
  expect(refused).toBeGreaterThan(20);
  expect((await reconcile()).filter((found) => found.orgId === ctx.orgId)).toEqual([]);
});
