import { exampleValues, valuesOfAnswers, valuesOfSchemas } from "./example-values.ts";
import type { JsonSchema } from "./openapi-model.ts";

type Schemas = Readonly<Record<string, JsonSchema>>;
type Media = { schema?: JsonSchema; example?: unknown; examples?: unknown };
type Described = { operationId: string; responses: Record<string, { content?: Record<string, Media> }> };
type Fields = Readonly<Record<string, unknown>>;

/** Gives every JSON answer of the document that is no error an example by its schema, where its route has none of its own. */
export function addAnswerExamples(document: object): void {
  const { paths, components } = document as {
    paths: Record<string, Record<string, Described>>;
    components: { schemas: Schemas };
  };
  for (const { operationId, responses } of Object.values(paths).flatMap((path) => Object.values(path))) {
    for (const [status, { content }] of Object.entries(responses)) {
      const media = content?.["application/json"];
      if (!status.startsWith("2") || !media?.schema || media.examples !== undefined) continue;
      const example = exampleOf(media.schema, components.schemas);
      const special = valuesOfAnswers[operationId];
      media.example ??= special ? { ...(example as object), ...special } : example;
    }
  }
}

/** A value of a schema, with what is known of its fields. `name` is that of the field that it is, `fields` what that holds. */
function exampleOf(schema: JsonSchema, schemas: Schemas, name = "", fields: Fields = {}): unknown {
  const { $ref, example, const: only, enum: values, anyOf, oneOf, allOf, properties } = schema;
  if ($ref) {
    const of = $ref.split("/").at(-1) ?? "";
    return exampleOf(schemas[of] ?? {}, schemas, name, valuesOfSchemas[of]);
  }
  const types = [schema.type ?? []].flat();
  if (Object.hasOwn(exampleValues, name) && fits(exampleValues[name], schema, types)) return exampleValues[name];
  if (example !== undefined) return example;
  if (only !== undefined) return only;
  if (values) return values.find((value) => value !== null);
  if (allOf) return withNanos(Object.assign({}, ...allOf.map((one) => exampleOf(one, schemas, name, fields))));
  const choice = (anyOf ?? oneOf)?.find(({ type }) => type !== "null");
  if (choice) return exampleOf(choice, schemas, name);
  if (properties) return objectOf(schema, schemas, fields);
  if (types.includes("null")) return null;
  if (types.includes("array"))
    return schema.items?.$ref || schema.items?.properties ? [exampleOf(schema.items, schemas)] : [];
  if (types.includes("boolean")) return false;
  if (types.includes("string")) return textOf(schema, name);
  if (types.includes("number") || types.includes("integer")) return schema.minimum ?? 0;
  return types.includes("object") ? {} : null;
}

/** Fields that may be left out are, unless something is known of them. */
function objectOf({ properties = {}, required = [] }: JsonSchema, schemas: Schemas, fields: Fields) {
  const shown = Object.entries(properties).filter(
    ([name]) => required.includes(name) || Object.hasOwn(exampleValues, name),
  );
  const values = shown.map(([name, one]) => [
    name,
    Object.hasOwn(fields, name) ? fields[name] : exampleOf(one, schemas, name),
  ]);
  return withNanos(Object.fromEntries(values));
}

function fits(value: unknown, { enum: values, format, items, properties }: JsonSchema, types: string[]): boolean {
  if (value === null) return types.includes("null");
  if (values) return values.includes(value);
  if (Array.isArray(value))
    return types.includes("array") && (value.length === 0 || (!items?.$ref && !items?.properties));
  if (properties) return false;
  if (format === "date-time" && !String(value).includes("T")) return false;
  if (typeof value === "number")
    return types.includes("number") || (types.includes("integer") && Number.isInteger(value));
  return types.includes(typeof value);
}

function textOf({ format }: JsonSchema, name: string): string {
  if (format === "date-time") return "2026-11-22T14:00:00.000Z";
  if (format === "date") return "2026-11-22";
  // Amounts that have no field in dollars beside them.
  return /Nanos$|^(missing|unpriced|price|onlyInLedger|other|unexplained)$/.test(name) ? "0" : "…";
}

/** An exact amount says what the dollars, or cents, beside it say: `costNanos` of `cost`, `spendNanos` of `spendCents`. */
function withNanos(fields: Fields): Fields {
  const amounts = Object.entries(fields).map(([name, value]) => {
    if (!name.endsWith("Nanos")) return [name, value];
    const of = name.slice(0, -"Nanos".length);
    const dollars = fields[of] === undefined ? fields[`${of}Cost`] : fields[of];
    const cents = fields[`${of}Cents`];
    if (typeof dollars === "number") return [name, Math.round(dollars * 1e9).toString()];
    if (typeof cents === "number") return [name, Math.round(cents * 1e7).toString()];
    return [name, dollars === null ? null : value];
  });
  return Object.fromEntries(amounts);
}
