import { html } from "hono/html";
import type { JsonSchema, Operation } from "../openapi-model.ts";
import { breakable, inlineCode } from "./inline-text.ts";
import { fieldRow, fieldRows, fieldTable, typeOf } from "./schema-rows.ts";

type Html = ReturnType<typeof html>;

/** An id for each parameter of a path that fits the examples of the bodies. */
const idOf: Readonly<Record<string, string>> = {
  projects: "my-project",
  agents: "triage-bot",
  runs: "run-12",
  jobs: "job-7",
  reservations: "call-7",
  budgets: "triage-bot-daily",
  companies: "demo",
};

const exampleOf = (schema: JsonSchema): string => String(schema.example ?? schema.default ?? "…");

/** The path of an operation with ids in it. */
function examplePath({ path, parameters }: Pick<Operation, "path" | "parameters">): string {
  return path.replaceAll(/([a-zA-Z]+)\/\{(\w+)\}/g, (_, collection: string, name: string) => {
    const given = parameters.find((parameter) => parameter.name === name)?.schema.example;
    return `${collection}/${typeof given === "string" ? given : (idOf[collection] ?? "ID")}`;
  });
}

/** A text as one word of a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A command that calls the operation, to be pasted into a shell that knows PURSER_KEY. `origin`: where Purser is. */
function curlOf(operation: Operation, origin: string, body?: unknown): string {
  const token = operation.security.every((scheme) => "token" in scheme);
  const query = operation.parameters.filter(
    (parameter) => parameter.in === "query" && (parameter.required || parameter.schema.example !== undefined),
  );
  const search = query.map(({ name, schema }) => `${name}=${encodeURIComponent(exampleOf(schema))}`).join("&");
  const url = `${origin}/api${examplePath(operation)}${search && `?${search}`}`;
  const method = operation.method === "GET" ? "" : ` -X ${operation.method}`;
  if (operation.security.length === 0) return `curl -s${method} ${quoted(url)}`;
  const credentials = token
    ? `-H "Authorization: Bearer $TOKEN" -H "X-Org-ID: demo"`
    : `-H "Authorization: Bearer $PURSER_KEY"`;
  const lines = [`curl -s${method} ${quoted(url)}`, credentials];
  if (body !== undefined)
    lines.push(`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(body, null, 2))}`);
  return lines.join(" \\\n  ");
}

/** One operation of the reference. */
export function operationSection(operation: Operation, origin: string): Html {
  const { operationId, method, path, summary, description, parameters, requestBody, responses } = operation;
  const label = `${method} /api${path}`;
  const json = requestBody?.content["application/json"];
  const bodies = Object.entries(json?.examples ?? {});
  const commands =
    bodies.length === 0
      ? [{ name: "", command: curlOf(operation, origin) }]
      : bodies.map(([name, { value }]) => ({ name, command: curlOf(operation, origin, value) }));
  const others = Object.keys(requestBody?.content ?? {}).filter((type) => type !== "application/json");
  return html`<section id="${operationId}" aria-labelledby="${operationId}-title">
    <h3 id="${operationId}-title"><a href="#${operationId}"><span class="method">${method}</span> <code>/api${breakable(path)}</code></a></h3>
    <p>${inlineCode(summary)}.</p>
    ${description ? html`<p class="muted">${inlineCode(description)}</p>` : ""}
    ${commands.map(
      ({ name, command }, i) => html`<div class="example">
        <div class="bar"><span class="facts">${spaced(name)}</span><button type="button" class="copy" aria-label="Copy ${label}${name && `, ${spaced(name)}`}">Copy</button></div>
        <pre tabindex="0" role="region" aria-label="Example ${i + 1} of ${label}"><code>${command}</code></pre>
      </div>`,
    )}
    ${fieldTable(
      `Parameters of ${label}`,
      parameters.map(({ name, in: place, required, schema, description }) =>
        fieldRow({ name, schema, required, place, description: description ?? schema.description }),
      ),
    )}
    ${
      json?.schema
        ? html`<h4>Body${others.length > 0 ? html` <span class="muted">also as <code>${others.join(", ")}</code></span>` : ""}</h4>
          ${json.schema.properties ? fieldTable(`Body of ${label}`, fieldRows(json.schema)) : html`<p><code>${typeOf(json.schema)}</code></p>`}`
        : ""
    }
    <h4>Answers</h4>
    <ul>${Object.entries(responses).map(([status, answer]) => answerItem(status, answer, label))}</ul>
  </section>`;
}

/** `eachRun` as “Each run”. */
const spaced = (name: string): string => {
  const words = name.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

function answerItem(
  status: string,
  { description, content = {} }: Operation["responses"][string],
  label: string,
): Html {
  const [type, media] = Object.entries(content)[0] ?? [];
  const example = typeof media?.example === "string" ? media.example : JSON.stringify(media?.example, null, 2);
  const shape = media?.schema && !type?.startsWith("text/") ? html` <code>${typeOf(media.schema)}</code>` : "";
  const fields = media?.schema && !media.schema.$ref ? fieldRows(media.schema) : [];
  return html`<li><strong>${status === "default" ? "Else" : status}</strong> ${inlineCode(description)}${shape}${
    fields.length > 0
      ? html`<details><summary>Fields</summary>${fieldTable(`Fields of ${status}`, fields)}</details>`
      : ""
  }${
    example === undefined
      ? ""
      : html`<details><summary>Example</summary><pre tabindex="0" role="region" aria-label="Answer ${status} of ${label}"><code>${example}</code></pre></details>`
  }</li>`;
}
