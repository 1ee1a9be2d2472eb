import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApiKey } from "#server/access/api-keys.ts";
import { registerAgent } from "#server/catalog/register-agent.ts";
import type { Ctx } from "#server/context.ts";
import { pool } from "#server/db.ts";
import { reserve } from "#server/enforcement/reserve.ts";
import { StartError } from "#server/start-error.ts";
import { migrateTo } from "../migrate.ts";
import { databaseName, databaseUrl, testDirectory, withClient } from "../test-database.ts";
import { testOrganization } from "../test-organization.ts";
import { type TestServer, testServer } from "../test-server.ts";
import { loadBackup } from "./load-backup.ts";
import { verifyBackup } from "./read-backup.ts";
import { backupFile, writeBackup } from "./write-backup.ts";

const folder = testDirectory();
const file = join(folder, "whole.backup.gz");
const url = process.env.DATABASE_URL ?? "";
let server: TestServer;
let ctx: Ctx;
let key: string;

beforeAll(async () => {
  server = await testServer();
  ctx = await testOrganization();
  ({ key } = await createApiKey({ ctx, input: { name: "load", scopes: ["admin"] } }));
});
afterAll(() => server.kill());

type Outcome = { code: number; stdout: string; stderr: string };

/** As `npm run <name> -- <args>` does, on DATABASE_URL unless told otherwise. */
function command(name: string, args: string[], environment: Record<string, string | undefined> = {}): Promise<Outcome> {
  const env = { ...process.env, PURSER_DATA_DIR: join(folder, "no-data"), ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [`scripts/${name}.ts`, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

const event = (id: string) => ({
  ...{ id, projectId: "web", agentId: `a${id.length % 3}`, runId: "r1", jobId: `j-${id.slice(0, 3)}`, sessionId: "s1" },
  ...{ provider: "openai", model: "gpt-4.1", inputTokens: 1000, outputTokens: 7 },
});

async function send(ids: string[], to = server.url): Promise<{ accepted: number; duplicates: number }> {
  const response = await fetch(`${to}/api/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ events: ids.map(event) }),
  });
  const answer = (await response.json()) as { accepted: number; duplicates: number; rejected: unknown[] };
  expect(answer.rejected).toEqual([]);
  return answer;
}

async function emptyDatabase(name: string): Promise<string> {
  const made = databaseUrl(url, `${databaseName(url)}_${name}`);
  await withClient(url, (client) => client.query(`CREATE DATABASE ${databaseName(made)}`));
  return made;
}

/** Every row of a database, as text, without what each server counts for itself. */
async function everything(of: string): Promise<string[]> {
  return withClient(of, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '_prisma_migrations'",
    );
    const all: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(
        `SELECT (to_jsonb(t) - 'written_by')::text AS row FROM ${name} t`,
      );
      all.push(...rows.map(({ row }) => `${name} ${row}`));
    }
    return all.sort();
  });
}

test("a backup taken while calls come in has every call that was answered before, agrees with itself, and counts them once", async () => {
  await registerAgent({ ctx, input: { id: "a1", name: "A", agentType: "research", projectId: "web" } });
  await reserve({ ctx, input: { id: "held", projectId: "web", agentId: "a1", amount: 1 } });
  // What a text may be, with what ends a table in the file.
  await pool().query("UPDATE agents SET name = E'A \\\\ tab\\there\\n\\\\.\\n\\\\N'");
  await send(Array.from({ length: 3_000 }, (_, i) => `before-${i}`));
  let going = true;
  const answered: string[] = [];
  const load = Array.from({ length: 4 }, async (_, client) => {
    for (let i = 0; going; i++) {
      const ids = Array.from({ length: 10 }, (_, k) => `load-${client}-${i}-${k}`);
      await send(ids);
      answered.push(...ids);
    }
  });
  const before = [...answered];
  const { code, stdout, stderr } = await command("backup", ["--to", file]);
  going = false;
  await Promise.all(load);
  expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: `${file}\n` });
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(answered.length).toBeGreaterThan(before.length);

  const target = await emptyDatabase("loaded");
  const restored = await command("restore", [file], { DATABASE_URL: target });
  expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining("Every total agrees") });
  const ids = await withClient(target, async (client) => {
    const { rows } = await client.query<{ id: string }>("SELECT id FROM credit_transactions");
    return new Set(rows.map(({ id }) => id));
  });
  expect(before.filter((id) => !ids.has(id))).toEqual([]);
  expect([...ids].filter((id) => id.startsWith("before-"))).toHaveLength(3_000);
  const held = await withClient(target, (client) => client.query("SELECT status FROM reservations WHERE id = 'held'"));
  expect(held.rows).toEqual([{ status: "held" }]);

  // What comes again to the restored one changes nothing; what it lacks is taken: at last both have the same calls.
  const other = await testServer({ DATABASE_URL: target });
  const again = await send([...ids].slice(0, 4_000), other.url);
  expect(again).toMatchObject({ accepted: 0, duplicates: Math.min(4_000, ids.size) });
  const lacking = answered.filter((id) => !ids.has(id));
  for (let i = 0; i < lacking.length; i += 1_000) await send(lacking.slice(i, i + 1_000), other.url);
  await other.kill();
  const sum = "SELECT sum(spent_nanos)::text AS spent, sum(calls)::text AS calls FROM usage_counters";
  expect((await withClient(target, (client) => client.query(sum))).rows).toEqual((await pool().query(sum)).rows);

  await expect(loadBackup(target, file, () => {})).rejects.toThrow("overwrites nothing");
});

test("a restore is every row as it was, and what waits for the worker", async () => {
  await server.kill();
  await pool().query(
    "SELECT graphile_worker.add_job('find_insights', '{\"a\": \"tab\\there\"}', run_at := '2100-01-01')",
  );
  // A folder that is not there yet is made, where a slash says that it is one.
  const made = await command("backup", ["--to", `${folder}/nightly/`]);
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/nightly\/purser-\d{8}T\d{6}Z\.backup\.gz\n$/) });
  const { stdout } = await command("backup", ["--to", folder, "--json"]);
  const quiet: string = JSON.parse(stdout).file;
  expect(quiet).toMatch(/purser-\d{8}T\d{6}Z\.backup\.gz$/);
  expect(await command("backup", ["--to", quiet])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("there already"),
  });
  expect(readdirSync(folder).filter((name) => name.includes(".part"))).toEqual([]);

  const target = await emptyDatabase("same");
  await loadBackup(target, quiet, () => {});
  expect(await everything(target)).toEqual(await everything(url));
  const jobs = "SELECT task_identifier, run_at FROM graphile_worker.jobs WHERE run_at > '2099-01-01'";
  expect((await withClient(target, (client) => client.query(jobs))).rows).toMatchObject([
    { task_identifier: "find_insights" },
  ]);
  // Its indexes are there again.
  const indexes = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1";
  expect((await withClient(target, (client) => client.query(indexes))).rows).toEqual(
    (await pool().query(indexes)).rows,
  );
  server = await testServer();
});

test("into a data directory of its own; what is there is put aside only when told so", async () => {
  const dataDir = join(folder, "data");
  const embedded = { DATABASE_URL: undefined, PURSER_SECRET: undefined };
  const first = await command("restore", [file, "--data-dir", dataDir], embedded);
  expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining("Every total agrees") });
  const again = await command("restore", [file, "--data-dir", dataDir], embedded);
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("--replace") });
  // The secret of a data directory goes with its backup.
  const out = join(folder, "embedded.backup.gz");
  expect(await command("backup", ["--data-dir", dataDir, "--to", out], embedded)).toMatchObject({ code: 0 });
  const secret = readFileSync(join(dataDir, "secret"), "utf8");
  rmSync(join(dataDir, "secret"));
  const replaced = await command("restore", [out, "--data-dir", dataDir, "--replace"], embedded);
  expect(replaced).toMatchObject({ code: 0, stderr: expect.stringContaining("postgres.before-") });
  expect(readFileSync(join(dataDir, "secret"), "utf8")).toBe(secret);
  expect(existsSync(join(dataDir, "purser.lock"))).toBe(false);
});

test.each<[string, (whole: Buffer) => Buffer, string]>([
  ["cut short", (whole) => whole.subarray(0, whole.length - 2_000), "damaged or cut short"],
  ["of another content", (whole) => changed(whole, (text) => text.replace("before-77", "before-7x")), "damaged"],
  ["without a row", (whole) => changed(whole, (text) => text.replace(/^.*before-77\b.*\n/m, "")), "damaged"],
  ["longer than it was", (whole) => changed(whole, (text) => `${text}more\n`), "damaged"],
  ["no backup", () => Buffer.from("a text"), "damaged or cut short"],
  ["of a newer format", (whole) => changed(whole, (text) => text.replace('"format":1', '"format":2')), "newer Purser"],
])("a file that is %s is refused", async (name, spoil, sentence) => {
  const spoilt = join(folder, `${name.replaceAll(" ", "-")}.gz`);
  writeFileSync(spoilt, spoil(readFileSync(file)));
  await expect(verifyBackup(spoilt)).rejects.toThrow(sentence);
  await expect(verifyBackup(spoilt)).rejects.toBeInstanceOf(StartError);
});

const changed = (whole: Buffer, change: (text: string) => string) => gzipSync(change(gunzipSync(whole).toString()));

test("a backup of an earlier version is brought to this one; one of a later version is refused, and leaves nothing", async () => {
  const old = await emptyDatabase("old");
  await migrateTo(old, ["20261122000000_init", "20261122180000_room_for_updates", "20261122190936_previous_state"]);
  await withClient(old, (client) =>
    client.query("INSERT INTO organizations (id, name, slug) VALUES ('first', 'Né \\ 1', 'first')"),
  );
  const oldFile = join(folder, "old.backup.gz");
  await writeBackup(old, null, backupFile(oldFile));
  const target = await emptyDatabase("migrated");
  await loadBackup(target, oldFile, () => {});
  const { rows } = await withClient(target, (client) =>
    client.query("SELECT o.name, to_regclass('usage_hourly') IS NOT NULL AS current FROM organizations o"),
  );
  expect(rows).toEqual([{ name: "Né \\ 1", current: true }]);

  await withClient(old, (client) =>
    client.query(
      "UPDATE _prisma_migrations SET migration_name = '2999_later' WHERE migration_name LIKE '%previous_state'",
    ),
  );
  rmSync(oldFile);
  await writeBackup(old, null, backupFile(oldFile));
  await expect(loadBackup(await emptyDatabase("later"), oldFile, () => {})).rejects.toThrow(
    "newer Purser (migration 2999_later)",
  );
});
