import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect } from "vitest";
import { openapiDocument } from "#server/rest/openapi-document.ts";
import type { JsonSchema, Operation } from "#server/rest/openapi-model.ts";

/** The document with every object closed, so that a field that it does not name is told; parts of an allOf stay open. */
function closed(document: object): object {
  const parts = new Set(
    [...JSON.stringify(document).matchAll(/"allOf":\[\{"\$ref":"[^"]*\/(\w+)"/g)].map(([, name]) => name),
  );
  const close = (value: unknown, name = ""): unknown => {
    if (Array.isArray(value)) return value.map((one) => close(one));
    if (typeof value !== "object" || value === null) return value;
    const copy = Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, key === "allOf" ? inner : close(inner, key)]),
    );
    const schema = copy as JsonSchema & { unevaluatedProperties?: boolean };
    if (schema.allOf) schema.unevaluatedProperties = false;
    else if (typeof schema.properties === "object" && schema.type === "object" && !parts.has(name))
      schema.additionalProperties ??= false;
    return copy;
  };
  return close(document) as object;
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
// The package is CommonJS: its default export stands in one more `default` for the type checker.
(addFormats as unknown as (to: Ajv2020) => void)(ajv);
const documentId = "https://purser.example/openapi.json";
ajv.addSchema({ ...closed(openapiDocument()), $id: documentId });

/** What is wrong with an answer by the schema that its route names for it; null where nothing is. */
export function answerFaults(operation: Operation, status: string, type: string, body: unknown): string | null {
  const inDocument = [operation.path, operation.method.toLowerCase(), "responses", status, "content", type, "schema"];
  const pointer = inDocument
    .map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")))
    .join("/");
  const validate =
    ajv.getSchema(`${documentId}#/paths/${pointer}`) ??
    expect.fail(`${operation.method} ${operation.path} names no ${status} of ${type}`);
  return validate(body) ? null : ajv.errorsText(validate.errors);
}
