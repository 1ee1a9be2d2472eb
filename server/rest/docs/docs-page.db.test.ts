import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApi, testApi } from "#scripts/test-api.ts";
import { openapiModel } from "../openapi-model.ts";

let api: TestApi;

beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

test("the reference names every route and schema, with a command to copy, and loads nothing", async () => {
  const response = await fetch(`${api.url}/api/docs`);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  const policy = response.headers.get("content-security-policy") ?? "";
  const nonce = policy.match(/script-src 'nonce-([^']+)'/)?.[1];
  const page = await response.text();
  expect(page.match(/<(script|style)[^>]*>/g)).toEqual([`<style nonce="${nonce}">`, `<script nonce="${nonce}">`]);
  expect(policy).toContain("default-src 'none'");
  expect(page).not.toMatch(/<link (?!rel="icon" href="\/icon.svg")|<img|<iframe|@import|url\(|\sstyle=|\son\w+=/);
  const { operations, components } = openapiModel();
  const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  for (const { operationId } of operations) expect(ids).toContain(operationId);
  // The contents name each route as one must call it.
  const text = page.replaceAll("<wbr>", "");
  for (const { operationId, path } of operations) {
    const link = text.slice(text.indexOf(`<a href="#${operationId}" title=`));
    expect(link.slice(0, link.indexOf("</a>"))).toContain(`<span>/api${path}</span>`);
  }
  for (const name of Object.keys(components.schemas)) expect(ids).toContain(`schema-${name}`);
  // Every link within the page leads somewhere.
  for (const [, id] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(id);
  expect(page.match(/class="copy"/g)?.length).toBeGreaterThanOrEqual(operations.length);
  // Ids stand where the path has names.
  for (const [, url] of page.matchAll(/curl -s[^&]*&#39;(.*?)&#39;/g)) expect(url).not.toMatch(/[{}]/);
  const again = await fetch(`${api.url}/api/docs`);
  expect(again.headers.get("content-security-policy")).not.toBe(policy);
});
