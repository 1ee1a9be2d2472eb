import { randomBytes } from "node:crypto";
import { html, raw } from "hono/html";
import { ownOrigin } from "#server/access/own-origin.ts";
import { type JsonSchema, type Operation, openapiModel } from "../openapi-model.ts";
import { docsScript } from "./docs-script.ts";
import { docsStyle } from "./docs-style.ts";
import { breakable, inlineCode, plainText } from "./inline-text.ts";
import { operationSection } from "./operation-section.ts";
import { fieldRows, fieldTable, typeOf } from "./schema-rows.ts";

type Html = ReturnType<typeof html>;

let made: { navigation: Html; reference: Html } | undefined;

/** Made once: it says what the code says. */
function contents() {
  made ??= make();
  return made;
}

function make() {
  const { info, tags, operations, components } = openapiModel();
  const groups = tags.map((tag) => ({ ...tag, of: operations.filter(({ tags: [name] }) => name === tag.name) }));
  const schemas = Object.entries(components.schemas).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const origin = ownOrigin();
  const link = ({ operationId, method, path, summary }: Operation) =>
    html`<li><a href="#${operationId}" title="${plainText(summary)}"><span class="method">${method}</span> <span>${breakable(`/api${path}`)}</span></a></li>`;
  const navigation = html`${groups.map(
    ({ name, of }) => html`<details><summary>${name}</summary><ul>${of.map(link)}</ul></details>`,
  )}
  <details><summary>Schemas</summary><ul>${schemas.map(([name]) => html`<li><a href="#schema-${name}">${name}</a></li>`)}</ul></details>`;
  const reference = html`<p>${inlineCode(info.description)}</p>
    <section aria-label="Credentials, lists and errors">
      <h2>Credentials</h2>
      <ul>${Object.values(components.securitySchemes).map(({ description }) => html`<li>${inlineCode(description)}</li>`)}</ul>
      <p>The examples take the key from the shell: <code>export PURSER_KEY=pk_…</code></p>
      <h2>Lists</h2>
      <p>A list answers <code>{ data, nextCursor }</code>; ask again with <code>?cursor=</code> until <code>nextCursor</code> is null. A parameter that a route does not know is refused.</p>
      <h2>Errors</h2>
      <p>Every error is a <a href="#schema-Problem">Problem</a>: <code>detail</code> says what to do, <code>errors</code> what is wrong with each field. Ask again after <code>Retry-After</code> where the status is 429 or 503.</p>
    </section>
    ${groups.map(
      ({ name, description, of }) => html`<h2>${name}</h2>
        ${description ? html`<p class="muted">${description}</p>` : ""}
        ${of.map((operation) => operationSection(operation, origin))}`,
    )}
    <h2>Schemas</h2>
    ${schemas.map(([name, schema]) => schemaSection(name, schema))}`;
  return { navigation, reference };
}

function schemaSection(name: string, schema: JsonSchema): Html {
  return html`<section id="schema-${name}" aria-labelledby="schema-${name}-title">
    <h3 id="schema-${name}-title"><a href="#schema-${name}"><code>${name}</code></a></h3>
    ${schema.description ? html`<p>${inlineCode(schema.description)}</p>` : ""}
    ${schema.properties ? fieldTable(`Fields of ${name}`, fieldRows(schema)) : html`<p><code>${typeOf(schema)}</code></p>`}
    ${schema.example === undefined ? "" : html`<details><summary>Example</summary><pre tabindex="0" role="region" aria-label="Example of ${name}"><code>${JSON.stringify(schema.example, null, 2)}</code></pre></details>`}
  </section>`;
}

/** The reference of the REST API as one page that loads nothing: no script, style or font but its own, by a nonce. */
export async function docsPage(): Promise<Response> {
  const nonce = randomBytes(16).toString("base64");
  const { navigation, reference } = contents();
  const page = await html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="robots" content="noindex" />
    <title>API Reference · Purser</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml" />
    <style nonce="${nonce}">${raw(docsStyle)}</style>
  </head>
  <body>
    <a class="skip" href="#reference">Skip to the reference</a>
    <div class="page">
      <nav aria-label="Reference">
        <a href="/">Purser</a>
        <p id="finder" hidden><input id="find" type="search" aria-label="Find a Route or Schema" placeholder="Find a route ( / )" autocomplete="off" spellcheck="false" aria-describedby="found" /></p>
        <p id="found" class="muted" role="status"></p>
        <details class="contents"><summary>Contents</summary>${navigation}</details>
      </nav>
      <main id="reference">
        <h1>API Reference</h1>
        <p>For programs: <a href="/api/openapi.json">/api/openapi.json</a> (OpenAPI 3.1).</p>
        ${reference}
        <p id="said" role="status" class="skip"></p>
      </main>
    </div>
    <script nonce="${nonce}">${raw(docsScript)}</script>
  </body>
</html>`;
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return new Response(page.toString(), {
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policy },
  });
}
