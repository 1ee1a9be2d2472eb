import { Hono } from "hono";
import { AppError } from "#server/errors.ts";
import { runImport } from "#server/ingest/uploads/run-import.ts";
import { sampleImport, sampleInput, sampleLimit } from "#server/ingest/uploads/sample-import.ts";
import { parseInput } from "#server/parse-input.ts";
import { bodyLimit } from "../body-limit.ts";
import { pageGate } from "../page-gate.ts";
import type { RestEnv } from "../rest-env.ts";

/**
 * Files that pages send, as they are: a body of bytes, read as it arrives. Everything else of an import is tRPC's. Their
 * size has a limit of its own (PURSER_MAX_IMPORT_BYTES), kept while they are read.
 */
export const importUploads = new Hono<RestEnv>();

importUploads.post("/imports/sample", bodyLimit(2 * sampleLimit), pageGate("ingest"), async (c) => {
  const input = parseInput(sampleInput, jsonOf(c.req.query("input")));
  return c.json(await sampleImport({ ctx: c.get("ctx"), input, body: bytesOf(c.req.raw) }));
});

for (const phase of ["check", "book"] as const) {
  importUploads.post(`/imports/:id/${phase}`, pageGate("ingest"), async (c) =>
    c.json(await runImport({ ctx: c.get("ctx"), id: c.req.param("id"), phase, body: bytesOf(c.req.raw) })),
  );
}

async function* bytesOf({ body }: Request): AsyncGenerator<Uint8Array> {
  if (body) yield* body;
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    throw new AppError("bad_request", "The query parameter input must be JSON.");
  }
}
