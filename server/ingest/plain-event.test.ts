import fc from "fast-check";
import { expect, test } from "vitest";
import { event } from "./event.ts";
import { plainEvent } from "./plain-event.ts";

/** Values at and around every limit that the schema has, and of every wrong type. */
const text = fc.oneof(
  fc.string({ unit: "grapheme-ascii", maxLength: 300 }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "a",
    "",
    " ",
    "a b",
    "x".repeat(128),
    "x".repeat(129),
    "x".repeat(256),
    "x".repeat(257),
    "é",
    "a\n",
    "a\u0000",
  ),
);
const count = fc.oneof(
  fc.nat(100),
  fc.constantFrom(0, -0, 1, 1e12, 1e12 + 1, 2 ** 53, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY),
);
const time = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc
    .date({ min: new Date("2014-12-30"), max: new Date("2031-01-01"), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc
    .tuple(
      fc.nat(13),
      fc.nat(32),
      fc.nat(25),
      fc.constantFrom("", ".5", ".123", ".1234567890"),
      fc.constantFrom("Z", "+02:00", "", "z"),
    )
    .map(([month, day, hour, fraction, zone]) => `2028-${two(month)}-${two(day)}T${two(hour)}:59:59${fraction}${zone}`),
  fc.constantFrom(
    "2026-11-22",
    "2026-11-22T10:00Z",
    "2026-11-22 10:00:00Z",
    "2027-02-29T00:00:00Z",
    "2028-02-29T00:00:00Z",
  ),
);
const two = (value: number) => String(value).padStart(2, "0");
const anything = fc.oneof(
  text,
  count,
  time,
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.constant({}),
  fc.constant([]),
);

const good = {
  id: fc.constant("e-1"),
  projectId: fc.constant("web"),
  agentId: fc.constant("a"),
  provider: fc.constant("openai"),
  model: fc.constant("gpt 4.1"),
  inputTokens: fc.oneof(fc.nat(1000), fc.constantFrom(1e12, 1e12 + 1)),
  outputTokens: fc.oneof(fc.nat(1000), fc.constantFrom(1e12, 1e12 + 1)),
};
const optional = {
  occurredAt: time,
  agentType: text,
  runId: text,
  jobId: text,
  sessionId: text,
  reservationId: text,
  serviceTier: text,
  effort: text,
  currency: fc.constantFrom("USD", "EUR"),
  status: fc.constantFrom("ok", "error", "failed"),
  attempt: fc.oneof(count, fc.constantFrom(10_000, 10_001)),
  cost: fc.oneof(count, fc.double(), fc.constantFrom(1e9, 1e9 + 1)),
  cachedInputTokens: count,
  cacheWriteTokens: count,
  cacheWrite1hTokens: count,
  reasoningTokens: count,
  tags: fc.dictionary(text, anything, { maxKeys: 2 }),
  unknownField: anything,
  ["__proto__"]: anything,
};

const optionalNames = Object.keys(optional) as (keyof typeof optional)[];

/** An event with a few optional fields; one time in four a field is replaced by anything. */
const nearlyEvent = fc
  .tuple(
    fc.record(good),
    fc.record(optional),
    fc.subarray(optionalNames, { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...Object.keys(good), ...optionalNames), anything, { minKeys: 1, maxKeys: 1 }),
    fc.nat(3),
  )
  .map(([whole, all, names, replaced, times]) => ({
    ...whole,
    ...Object.fromEntries(names.map((name) => [name, all[name]])),
    ...(times === 0 && replaced),
  }));

test("whatever is taken for a plain event is one by the schema, and the same", () => {
  let plain = 0;
  fc.assert(
    fc.property(fc.oneof(nearlyEvent, anything), (raw) => {
      const quick = plainEvent(raw);
      if (quick === null) return;
      plain++;
      expect(event.parse(raw)).toEqual(quick);
    }),
    { numRuns: 20_000 },
  );
  expect(plain).toBeGreaterThan(1_000);
});

test("objects that only look like plain ones are left to the schema", () => {
  const one = { id: "e", projectId: "p", agentId: "a", provider: "o", model: "m", inputTokens: 1, outputTokens: 1 };
  expect(plainEvent(one)).toEqual(one);
  expect(plainEvent({ ...one, tags: {} })).toBeNull();
  expect(plainEvent({ ...one, runId: undefined })).toBeNull();
  expect(plainEvent(Object.assign(Object.create(one), { cost: 1 }))).toBeNull();
  expect(plainEvent(JSON.parse(`{"__proto__": {}, ${JSON.stringify(one).slice(1)}`))).toBeNull();
  expect(plainEvent([one])).toBeNull();
});
