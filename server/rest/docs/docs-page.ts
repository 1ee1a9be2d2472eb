import { randomBytes } from "node:crypto";
import { html, raw } from "hono/html";
import { ownOrigin } from "#server/access/own-origin.ts";
import { type Operation, openapiModel } from "../openapi-model.ts";
import { docsScript, docsStyle } from "./docs-style.ts";
import { operationSection } from "./operation-section.ts";
import { fieldRows, fieldTable, typeOf } from "./schema-rows.ts";

type Html = ReturnType<typeof html>;

const titleOf = (tag: string): string => tag.charAt(0).toUpperCase() + tag.slice(1);

let made: { navigation: Html; reference: Html } | undefined;

/** Made once: it says what the code says. */
function contents() {
  made ??= make();
  return made;
}

function make() {
  const { info, operations, components } = openapiModel();
  const groups = [...Map.groupBy(operations, ({ tags: [tag] }) => tag)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const schemas = Object.entries(components.schemas).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const origin = ownOrigin();
  const link = ({ operationId, method, path }: Operation) =>
    html`<li><a href="#${operationId}"><span class="method">${method}</span> ${path.replace(/^\/v1/, "")}</a></li>`;
  const navigation = html`${groups.map(
    ([tag, of]) => html`<details><summary>${titleOf(tag)}</summary><ul>${of.map(link)}</ul></details>`,
  )}
  <details><summary>Schemas</summary><ul>${schemas.map(([name]) => html`<li><a href="#schema-${name}">${name}</a></li>`)}</ul></details>`;
  const reference = html`<p>${info.description}</p>
    <section aria-label="Credentials and lists">
      <h2>Credentials</h2>
      <ul>${Object.values(components.securitySchemes).map(({ description }) => html`<li>${description}</li>`)}</ul>
      <p>The examples take the key from the shell: <code>export PURSER_KEY=pk_…</code></p>
      <h2>Lists</h2>
      <p>A list answers <code>{ data, nextCursor }</code>; ask again with <code>?cursor=</code> until <code>nextCursor</code> is null.</p>
    </section>
    ${groups.map(
      ([tag, of]) => html`<h2>${titleOf(tag)}</h2>
        ${of.map((operation) => operationSection(operation, origin))}`,
    )}
    <h2>Schemas</h2>
    ${schemas.map(
      ([name, schema]) => html`<section id="schema-${name}" aria-labelledby="schema-${name}-title">
        <h3 id="schema-${name}-title"><code>${name}</code></h3>
        ${schema.description ? html`<p>${schema.description}</p>` : ""}
        ${schema.properties ? fieldTable(`Fields of ${name}`, fieldRows(schema)) : html`<p><code>${typeOf(schema)}</code></p>`}
      </section>`,
    )}`;
  return { navigation, reference };
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
    <style nonce="${nonce}">${raw(docsStyle)}</style>
  </head>
  <body>
    <a class="skip" href="#reference">Skip to the reference</a>
    <div class="page">
      <nav aria-label="Reference"><a href="/">Purser</a>${navigation}</nav>
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
