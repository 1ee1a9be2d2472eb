import { html } from "hono/html";
import type { JsonSchema } from "../openapi-model.ts";
import { inlineCode } from "./inline-text.ts";

type Html = ReturnType<typeof html>;

/** The name of a schema that is referred to. */
const nameOf = (reference: string): string => reference.split("/").at(-1) ?? reference;

/** What a value may be, in a few words; schemas with a name are links to it. */
export function typeOf(schema: JsonSchema): Html {
  if (schema.$ref) return html`<a href="#schema-${nameOf(schema.$ref)}">${nameOf(schema.$ref)}</a>`;
  if (schema.const !== undefined) return html`${JSON.stringify(schema.const)}`;
  if (schema.enum) return html`${schema.enum.map((value) => JSON.stringify(value)).join(" | ")}`;
  const alternatives = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (alternatives) {
    const word = schema.allOf ? " and " : " or ";
    return html`${alternatives.map((one, i) => html`${i > 0 ? word : ""}${typeOf(one)}`)}`;
  }
  if (schema.items) return html`array of ${typeOf(schema.items)}`;
  const types = [schema.type ?? "any"].flat();
  return html`${types.map((type) => (type === "string" && schema.format) || type).join(" | ")}`;
}

/** Every field of an object with its type and what is said of it; fields of fields stand below their own. */
export function fieldRows(schema: JsonSchema, before = ""): Html[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${before}${name}`;
    const inner = field.items ?? field;
    const below = inner.properties ? fieldRows(inner, `${path}${field.items ? "[]" : ""}.`) : [];
    const required = schema.required?.includes(name);
    return [fieldRow({ name: path, schema: field, required, description: field.description }), ...below];
  });
}

const countOf = (count: number): string => count.toLocaleString("en-US");

/** One row of a table of fields or parameters. */
export function fieldRow({
  name,
  schema,
  required,
  place,
  description,
}: {
  name: string;
  schema: JsonSchema;
  required: boolean | undefined;
  place?: string;
  description: string | undefined;
}): Html {
  const facts = [
    place,
    required ? "required" : undefined,
    schema.default === undefined ? undefined : `default ${JSON.stringify(schema.default)}`,
    schema.minimum === undefined ? undefined : `from ${countOf(schema.minimum)}`,
    schema.maximum === undefined ? undefined : `to ${countOf(schema.maximum)}`,
  ].filter((fact) => fact !== undefined);
  return html`<tr>
    <th scope="row"><code>${name}</code></th>
    <td><code>${typeOf(schema)}</code></td>
    <td>${facts.length > 0 ? html`<span class="facts">${facts.join(" · ")}</span> ` : ""}${description ? inlineCode(description) : ""}</td>
  </tr>`;
}

/** A table of such rows; nothing where there are none. */
export function fieldTable(label: string, rows: Html[]): Html | "" {
  if (rows.length === 0) return "";
  return html`<div class="wide" tabindex="0" role="region" aria-label="${label}"><table>
    <thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">About</th></tr></thead>
    <tbody>${rows}</tbody>
  </table></div>`;
}
