import fc from "fast-check";
import type { JsonSchema } from "#server/rest/openapi-model.ts";
import { hostile } from "./hostile.ts";

/** What fields of this name are filled with where nothing else is known, so that some requests are good ones. */
const byName: Record<string, unknown[]> = {
  id: ["web", "bot", "call-1", "b-1", "x"],
  projectId: ["web", "api", "nowhere"],
  agentId: ["bot", "bot-2"],
  scopeId: ["web", "bot", "openai"],
  agentType: ["research", "other"],
  provider: ["openai", "in-house"],
  model: ["gpt-4.1", "house-7b"],
  runId: ["run-1"],
  jobId: ["job-1"],
  amount: [0.01, "0.02", 0],
  cost: [0.01, 0],
  email: ["ann@example.com"],
  url: ["https://hooks.example.com/here"],
  month: ["2026-09"],
  name: ["A name"],
  currency: ["USD"],
  cursor: [""],
};
const texts = ["web", "bot", "2026-11", "2026-11-01", "2026-11-22T10:00:00Z", "0.5", "1", "research"];

type Components = Record<string, JsonSchema>;

/** Values that a schema asks for, mostly good ones. `name` is that of the field. */
export function fromSchema(schema: JsonSchema, components: Components, name = "", depth = 0): fc.Arbitrary<unknown> {
  const inner = (one: JsonSchema, of = name) => fromSchema(one, components, of, depth + 1);
  if (depth > 8) return fc.constant(null);
  if (schema.$ref) return inner(components[schema.$ref.split("/").at(-1) ?? ""] ?? {});
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((one) => inner(one)));
  if (schema.allOf) {
    return fc.tuple(...schema.allOf.map((one) => inner(one))).map((parts) => Object.assign({}, ...parts));
  }
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "object" || schema.properties) return object(schema, inner);
  if (type === "array") return fc.array(inner(schema.items ?? {}), { maxLength: 3 });
  const known = byName[name];
  if (known) return fc.constantFrom(...known);
  if (type === "integer" || type === "number") return number(schema);
  if (type === "boolean") return fc.boolean();
  if (type === "null") return fc.constant(null);
  return fc.constantFrom<unknown>(...texts);
}

function object(schema: JsonSchema, inner: (one: JsonSchema, name: string) => fc.Arbitrary<unknown>) {
  const fields = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, one]) => [name, inner(one, name)]),
  );
  const requiredKeys = (schema.required ?? []).filter((name) => name in fields);
  return fc.record(fields, { requiredKeys, noNullPrototype: true });
}

function number({ minimum, maximum, type }: JsonSchema) {
  const min = Math.max(minimum ?? 0, -1_000);
  const max = Math.max(min, Math.min(maximum ?? min + 100, min + 100));
  return type === "integer" ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true });
}

/** The same with up to two places in it replaced by something hostile, or a field added that nobody knows. */
export function spoiled(good: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const blow = fc.tuple(fc.nat(), hostile, fc.constantFrom("__proto__", "extra", "", "constructor"));
  return fc.oneof(
    { weight: 2, arbitrary: good },
    { weight: 1, arbitrary: hostile },
    {
      weight: 7,
      arbitrary: fc
        .tuple(good, fc.array(blow, { minLength: 1, maxLength: 2 }))
        .map(([value, blows]) => blows.reduce((left, [at, instead, name]) => replaced(left, at, instead, name), value)),
    },
  );
}

function replaced(value: unknown, at: number, instead: unknown, name: string): unknown {
  if (Array.isArray(value) && value.length > 0) {
    const which = at % value.length;
    return value.map((one, i) => (i === which ? replaced(one, at >> 2, instead, name) : one));
  }
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    const names = Object.keys(value);
    const which = at % (names.length + 1);
    const field = names[which] ?? name;
    const entries = Object.entries(value).filter(([one]) => one !== field);
    const before = Object.hasOwn(value, field) ? Reflect.get(value, field) : undefined;
    // fromEntries defines `__proto__` as a field like any other.
    return Object.fromEntries([...entries, [field, at % 3 ? instead : replaced(before, at >> 3, instead, name)]]);
  }
  return instead;
}
