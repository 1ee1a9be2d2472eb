import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { JsonSchema } from "#server/rest/openapi-model.ts";
import { appRouter } from "#server/trpc/router.ts";
import { fromSchema, spoiled } from "./from-schema.ts";
import { answered, expectWords, type FuzzScene, fuzzOptions, fuzzScene, watchRows } from "./fuzz-scene.ts";
import { brokenJson, jsonText } from "./hostile.ts";

// Every procedure of the pages there is, with what its schema asks for and with what nobody would.
let scene: FuzzScene;
beforeAll(async () => {
  scene = await fuzzScene();
});
afterAll(() => scene.server.close());

type Definition = { _def: { type: "query" | "mutation" | "subscription"; inputs: unknown[] } };
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Definition>).map(
  ([name, { _def }]) => ({ name, kind: _def.type, schema: schemaOf(_def.inputs) }),
);

function schemaOf(inputs: unknown[]): JsonSchema {
  const schemas = inputs
    .filter((input) => input instanceof z.ZodType)
    .map((input) => z.toJSONSchema(input, { io: "input", unrepresentable: "any", reused: "inline" }));
  return schemas.length === 1 ? (schemas[0] as JsonSchema) : { allOf: schemas as JsonSchema[] };
}

const rows = watchRows();
const seen = { taken: 0, refused: 0 };
/** What would end it all: the owner is gone, and everybody else is asked who they are. */
const last = ["members.leave"];

test.each(procedures.filter(({ name }) => !last.includes(name)))("$name", async ({ name, kind, schema }) => {
  const input = fc.oneof(
    { weight: 9, arbitrary: spoiled(fromSchema(schema, {})).map(jsonText) },
    { weight: 1, arbitrary: fc.constantFrom(...brokenJson) },
  );
  await fc.assert(
    fc.asyncProperty(input, fc.constantFrom("", "", "", "", "?batch=1"), async (text, batch) => {
      await rows.before();
      const asked = async (signal: AbortSignal) => {
        if (kind === "mutation") {
          const headers = { "content-type": "application/json" };
          return scene.owner.fetch(`/api/trpc/${name}${batch}`, { method: "POST", headers, body: text, signal });
        }
        // Longer addresses are refused before anybody reads them, which the raw requests try.
        const search = encodeURIComponent(text.toWellFormed()).slice(0, 8_000);
        const join = batch ? "&" : "?";
        const headers = { accept: kind === "subscription" ? "text/event-stream" : "*/*" };
        const response = await scene.owner.fetch(`/api/trpc/${name}${batch}${join}input=${search}`, {
          headers,
          signal,
        });
        return kind === "subscription" ? beginning(response) : response;
      };
      const { status, text: answer } = await answered(asked);
      if (status < 400 && !/"appCode":/.test(answer)) {
        seen.taken++;
        rows.accepted(); // reads too: who exported what is on record
        return;
      }
      seen.refused++;
      expect(answer).not.toMatch(/"appCode":"internal"/);
      for (const message of messagesOf(answer)) expectWords(message);
      await rows.refused();
    }),
    fuzzOptions,
  );
});

/** A stream as far as its first words. */
async function beginning(response: Response): Promise<Response> {
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return new Response(value ?? null, { status: response.status, headers: response.headers });
}

function messagesOf(answer: string): unknown[] {
  if (!answer.startsWith("{") && !answer.startsWith("[")) return [];
  return [JSON.parse(answer)].flat().flatMap((one) => (one.error ? [one.error.message] : []));
}

test("good calls were tried as well as bad ones", () => {
  expect(seen.taken).toBeGreaterThan(procedures.length / 2);
  expect(seen.refused).toBeGreaterThan(procedures.length);
});
