import type fc from "fast-check";
import { expect } from "vitest";
import { systemCtx } from "#server/access/organizations.ts";
import { createProject } from "#server/catalog/create-project.ts";
import { pool } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { startWorker } from "#server/jobs/worker.ts";
import { type RunningServer, startServer } from "#server/main.ts";
import { testKey } from "../test-api.ts";
import { setCap } from "../test-caps.ts";
import { type TestPerson, testPerson } from "../test-person.ts";

/** An organisation with something of most things, and every kind of credentials, on a running server. */
export type FuzzScene = { server: RunningServer; owner: TestPerson; key: string; token: Record<string, string> };

const orgId = "fuzzed";

export async function fuzzScene(): Promise<FuzzScene> {
  Object.assign(process.env, {
    PURSER_KEY_RATE_LIMIT: "0",
    PURSER_USER_RATE_LIMIT: "0",
    PURSER_ADDRESS_RATE_LIMIT: "0",
  });
  // What a worker needs is there, but none works: only who calls changes rows.
  const stopWorker = await startWorker();
  await stopWorker();
  const server = await startServer({ port: 0, host: "127.0.0.1", pages: false });
  const owner = await testPerson(server.url, orgId, "owner");
  const ctx = await systemCtx({ orgId, by: "test", now: new Date() });
  for (const id of ["web", "api"]) await createProject({ ctx, input: { id } });
  const call = {
    projectId: "web",
    agentId: "bot",
    runId: "run-1",
    jobId: "job-1",
    provider: "openai",
    model: "gpt-4.1",
  };
  await recordEvents({ ctx, events: [{ id: "call-1", ...call, inputTokens: 10, outputTokens: 1 }] });
  await setCap(ctx, { id: "b-1", scope: "agent", scopeId: "bot-2", window: "month", limit: 5_000_000n });
  const key = await testKey(ctx, "ingest", "reserve", "read", "admin");
  const { token } = await (await owner.fetch("/api/auth/token")).json();
  return { server, owner, key, token: { authorization: `Bearer ${token}`, "x-org-id": orgId } };
}

/** How many requests each route and procedure gets (FUZZ_RUNS), and where chance begins (FUZZ_SEED). */
export const fuzzOptions = {
  numRuns: Number(process.env.FUZZ_RUNS ?? 12),
  seed: Number(process.env.FUZZ_SEED ?? 20_261_123),
  endOnFailure: Number(process.env.FUZZ_RUNS ?? 12) > 100,
} satisfies fc.Parameters;

/** No request takes as long; some wait for what is never decided. */
const hangsAfterMs = 60_000;

/** A request that must be answered in time, and not by a fault of ours. */
export async function answered(
  request: (signal: AbortSignal) => Promise<Response>,
): Promise<{ status: number; type: string; text: string }> {
  const response = await request(AbortSignal.timeout(hangsAfterMs));
  const text = await response.text();
  expect(response.status, text.slice(0, 500)).toBeLessThan(500);
  return { status: response.status, type: response.headers.get("content-type") ?? "", text };
}

/** Says what to do, in words of ours. */
export function expectWords(message: unknown): void {
  expect(message).toEqual(expect.any(String));
  expect(String(message).trim().length, "an error says what is wrong").toBeGreaterThan(5);
  expect(message).not.toMatch(
    /prisma|zod|postgres|\bat \S+\.(ts|js)|node_modules|SyntaxError|TypeError|is not a function/i,
  );
  expect(message).not.toMatch(/invalid input|expected string|received undefined|cannot read propert/i);
}

let printing: string | undefined;

/** A fingerprint of every row of every table, but of what notes that somebody was here. */
export async function fingerprint(): Promise<string> {
  printing ??= await fingerprintStatement();
  const { rows } = await pool().query<{ print: string }>(printing);
  return rows.map(({ print }) => print).join("\n");
}

const notes = ["session", "_prisma_migrations"];

async function fingerprintStatement(): Promise<string> {
  const { rows } = await pool().query<{ name: string }>(
    "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL ($1) ORDER BY 1",
    [notes],
  );
  return rows
    .map(
      ({ name }) =>
        `SELECT '${name} ' || count(*) || ' ' || md5(coalesce(string_agg(r, ' ' ORDER BY r), '')) AS print
         FROM (SELECT (to_jsonb(t) - 'last_used_at')::text AS r FROM ${name} t) x`,
    )
    .join(" UNION ALL ");
}

/** Holds that what is refused changes nothing. */
export function watchRows() {
  let print: string | undefined;
  return {
    before: async () => {
      print ??= await fingerprint();
    },
    refused: async () => expect(await fingerprint(), "what is refused changes nothing").toBe(print),
    accepted: () => {
      print = undefined;
    },
  };
}
