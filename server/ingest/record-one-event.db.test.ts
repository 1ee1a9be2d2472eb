import { beforeAll, expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { recordEvents } from "./record-events.ts";

const now = new Date("2026-11-22T12:00:00Z");

let ctx: Ctx;
beforeAll(async () => {
  ctx = await testOrganization({ now });
});
const good = {
  projectId: "web",
  agentId: "a",
  provider: "anthropic",
  model: "claude-sonnet-4-20250514",
  inputTokens: 1000,
  outputTokens: 100,
};

test("is priced by the catalogue at the time of the call: $3 and $15 per million", async () => {
  await recordEvents({ ctx, events: [{ ...good, id: "priced" }] });
  const entry = await prisma().creditTransaction.findUniqueOrThrow({
    where: { orgId_id: { orgId: ctx.orgId, id: "priced" } },
  });
  expect(entry).toMatchObject({ costNanos: 4_500_000n, costSource: "priced", occurredAt: now });
});

test("a reported cost counts, and the computed one is kept beside it", async () => {
  await recordEvents({ ctx, events: [{ ...good, id: "reported", cost: 0.1 + 0.2 }] });
  const entry = await prisma().creditTransaction.findUniqueOrThrow({
    where: { orgId_id: { orgId: ctx.orgId, id: "reported" } },
  });
  expect(entry).toMatchObject({
    costNanos: 300_000_000n,
    reportedCostNanos: 300_000_000n,
    computedCostNanos: 4_500_000n,
    costSource: "reported",
  });
});

test("of an unknown model is unpriced, not free", async () => {
  await recordEvents({ ctx, events: [{ ...good, id: "unpriced", model: "my-own-model", provider: "me" }] });
  const entry = await prisma().creditTransaction.findUniqueOrThrow({
    where: { orgId_id: { orgId: ctx.orgId, id: "unpriced" } },
  });
  expect(entry).toMatchObject({ costNanos: null, costSource: "unpriced" });
  const counter = await prisma().usageCounter.findFirstOrThrow({
    where: { orgId: ctx.orgId, scope: "organization", window: "month" },
  });
  expect(counter.unpricedCalls).toBe(1n);
});

test("with the same id and other content is refused, in the same batch too, and the first stands", async () => {
  const answer = await recordEvents({
    ctx,
    events: [
      { ...good, id: "twice" },
      { ...good, id: "twice" },
      { ...good, id: "twice", outputTokens: 101 },
    ],
  });
  expect(answer).toMatchObject({
    accepted: 1,
    duplicates: 1,
    rejected: [{ index: 2, id: "twice", code: "conflict" }],
  });
  const later = await recordEvents({ ctx, events: [{ ...good, id: "twice", model: "gpt-4.1" }] });
  expect(later).toMatchObject({
    accepted: 0,
    duplicates: 0,
    rejected: [{ index: 0, id: "twice", code: "conflict" }],
  });
});

test.each<[string, unknown, string]>([
  ["not an object", 7, "event: must be an object"],
  ["no id", { ...good }, "id: is required"],
  ["an id with a space", { ...good, id: "a b" }, "id: must be 1 to 128 visible characters"],
  ["an id of 129 characters", { ...good, id: "x".repeat(129) }, "id: must be 1 to 128"],
  ["an unknown project", { ...good, id: "x", projectId: "nope" }, 'there is no project "nope"'],
  ["tokens beyond 2^53", { ...good, id: "x", inputTokens: 2 ** 53 + 2 }, "inputTokens: must be at most 1e12"],
  ["tokens above 1e12", { ...good, id: "x", inputTokens: 1e12 + 1 }, "inputTokens: must be at most 1e12"],
  ["half a token", { ...good, id: "x", outputTokens: 1.5 }, "outputTokens: must be a whole number"],
  ["negative tokens", { ...good, id: "x", outputTokens: -1 }, "outputTokens: must be 0 or more"],
  ["tokens as text", { ...good, id: "x", outputTokens: "12" }, "outputTokens: must be a whole number"],
  ["NaN", { ...good, id: "x", outputTokens: Number.NaN }, "outputTokens: must be a whole number"],
  [
    "cached parts larger than the input",
    { ...good, id: "x", cachedInputTokens: 600, cacheWriteTokens: 401 },
    "inputTokens: counts the whole input",
  ],
  [
    "reasoning larger than the output",
    { ...good, id: "x", reasoningTokens: 101 },
    "outputTokens: counts the whole output",
  ],
  ["a negative cost", { ...good, id: "x", cost: -0.01 }, "cost: must be 0 or more"],
  ["another currency", { ...good, id: "x", currency: "EUR" }, "currency: must be USD"],
  [
    "a time without a zone",
    { ...good, id: "x", occurredAt: "2026-11-22T10:00:00" },
    "occurredAt: must be a time in ISO 8601",
  ],
  ["a time ten minutes ahead", { ...good, id: "x", occurredAt: "2026-11-22T12:10:00Z" }, "more than 5 minutes ahead"],
  [
    "a misspelt field",
    { ...good, id: "x", cachedTokens: 5 },
    "cachedTokens: is not a known field (there are: id, occurredAt",
  ],
  ["a NUL character", { ...good, id: "x", model: "a\u0000b" }, "model: must not contain control characters"],
  ["half a surrogate pair", { ...good, id: "x", model: "\ud800" }, "model: must not contain control characters"],
  ["text in another encoding than UTF-8", { ...good, id: "x", model: "caf\ufffd" }, "model: must not contain control"],
  ["year 0", { ...good, id: "x", occurredAt: "0000-01-01T00:00:00Z" }, "occurredAt: must not be before 2015"],
  ["year 9999", { ...good, id: "x", occurredAt: "9999-12-31T23:59:59-23:59" }, "occurredAt: must not be after 2099"],
  ["February 30", { ...good, id: "x", occurredAt: "2026-02-30T00:00:00Z" }, "occurredAt: must be a time in ISO 8601"],
  ["an endless number in a tag", { ...good, id: "x", tags: { n: Number.POSITIVE_INFINITY } }, "tags.n: must be a text"],
  ["a tag beyond 2^53", { ...good, id: "x", tags: { n: 2 ** 53 } }, "tags.n: is a number beyond 2^53"],
  ["a tag without a name", { ...good, id: "x", tags: { "": 1 } }, "has a name that must not be empty"],
  [
    "a tag named __proto__",
    { ...good, id: "x", tags: JSON.parse('{"__proto__": 1}') },
    "tags.__proto__: is not a name",
  ],
  ["tags in a list", { ...good, id: "x", tags: ["a"] }, "tags: must be an object"],
  ["51 tags", { ...good, id: "x", tags: Object.fromEntries(Array(51).entries()) }, "tags"],
  ["a field named __proto__", { ...good, id: "x", ["__proto__"]: 1 }, "is not a known field"],
  ["a status that is none", { ...good, id: "x", status: "failed" }, "status: must be ok or error"],
])("%s is refused with what to do, and the good one beside it is recorded", async (name, bad, message) => {
  const answer = await recordEvents({ ctx, events: [bad, { ...good, id: `beside-${name.replaceAll(" ", "-")}` }] });
  expect(answer.accepted).toBe(1);
  expect(answer.rejected).toHaveLength(1);
  expect(answer.rejected[0]).toMatchObject({ index: 0 });
  expect(answer.rejected[0]?.message).toContain(message);
});

test("what is missing is said in the word “required”, and each fault once", async () => {
  const bad = { id: "x", inputTokens: 2 ** 60, outputTokens: -1.5, provider: "" };
  expect((await recordEvents({ ctx, events: [bad] })).rejected[0]?.message).toBe(
    "projectId: is required; agentId: is required; provider: must not be empty; model: is required; " +
      "inputTokens: must be at most 1e12; outputTokens: must be a whole number",
  );
});

test("tags may have any name but one, those of JavaScript's own included", async () => {
  const tags = { constructor: "x", toString: true, hasOwnProperty: 1, prototype: "", length: 2.5 };
  expect(await recordEvents({ ctx, events: [{ ...good, id: "own-names", tags }] })).toMatchObject({ accepted: 1 });
  const where = { orgId_id: { orgId: ctx.orgId, id: "own-names" } };
  expect((await prisma().creditTransaction.findUniqueOrThrow({ where })).tags).toEqual(tags);
});
