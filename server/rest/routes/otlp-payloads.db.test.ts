import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestApi, testApi, testKey } from "#scripts/test-api.ts";
import { discrepancies } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { spansRequest, type TestSpan, type Values } from "#scripts/test-spans.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";

let api: TestApi;
let ctx: Ctx;
let key: string;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  ctx = await testOrganization({ projects: ["web", "shop"] });
  key = await testKey(ctx, "ingest");
});

const send = (body: object | string, headers: Record<string, string> = { "x-purser-project": "web" }) =>
  api.call("/otel/v1/traces", {
    key,
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const entries = () => prisma().creditTransaction.findMany({ where: { orgId: ctx.orgId }, orderBy: { id: "asc" } });
const inputs = async () => (await entries()).map(({ inputTokens }) => Number(inputTokens)).sort((a, b) => a - b);
const folder = new URL("../../../../shared/data/otel/", import.meta.url);

describe.skipIf(!existsSync(folder))("payloads that were really sent (skipped where ../shared/data is absent)", () => {
  test("of OpenLIT, OpenLLMetry and Langfuse", async () => {
    const lines = readFileSync(new URL("langfuse_test_otlp_payloads.jsonl", folder), "utf8").trim().split("\n");
    for (const line of lines) expect(await send(JSON.parse(line).payload)).toMatchObject({ status: 200, body: {} });
    const found = await entries();
    const told = (of: typeof found) =>
      of.map(({ provider, model, inputTokens, outputTokens, costNanos, costSource }) =>
        [provider, model, inputTokens, outputTokens, costNanos, costSource].join(" "),
      );
    expect(told(found).sort()).toEqual([
      "openai gpt-3.5-turbo 14 96 151000 reported",
      "openai gpt-3.5-turbo 14 96 151000 reported",
      "openai gpt-3.5-turbo-0125 14 173 266500 priced",
      "openai gpt-4 100 50 3000000 reported",
      "openai gpt-4o 123 456 2100000 reported",
    ]);
    expect(
      found
        .map(({ sessionId }) => sessionId)
        .filter(Boolean)
        .sort(),
    ).toEqual(["my-session", "session-456"]);
    expect(await discrepancies(ctx)).toEqual([]);
  });

  test("the example of the protocol holds no call", async () => {
    const body = readFileSync(new URL("otlp-examples/trace.json", folder), "utf8");
    expect(await send(body)).toMatchObject({ status: 200, body: {} });
    expect(await entries()).toEqual([]);
  });

  test("the spans of the Vercel AI SDK: requests count, not the loops over them", async () => {
    const text = readFileSync(new URL("vercel-legacy-open-telemetry.snap", folder), "utf8");
    const spans = text
      .split(/\n {2}\{\n {4}"attributes"/)
      .slice(1)
      .map((block, i): TestSpan & { use: number } => {
        const of = (name: string) =>
          new RegExp(`^ {6}"${name.replaceAll(".", "\\.")}": "?([^"\\n]*?)"?,$`, "m").exec(block)?.[1];
        const values: Values = {};
        for (const name of [
          "ai.operationId",
          "ai.model.provider",
          "ai.model.id",
          "gen_ai.system",
          "gen_ai.response.model",
        ]) {
          const value = of(name);
          if (value) values[name] = value;
        }
        for (const name of ["ai.usage.inputTokens", "ai.usage.outputTokens", "ai.usage.tokens"]) {
          const value = of(name);
          if (value) values[name] = Number(value);
        }
        const request = /\.do[A-Z]/.test(String(values["ai.operationId"]));
        const use = request ? Number(values["ai.usage.inputTokens"] ?? values["ai.usage.tokens"] ?? 0) : 0;
        return { id: `v${i}`, values, use };
      });
    const told = spans.filter(({ use }) => use > 0);
    expect(told.length).toBeGreaterThan(15);
    await send(spansRequest(spans));
    expect(await inputs()).toEqual(told.map(({ use }) => use).sort((a, b) => a - b));
  });
});
