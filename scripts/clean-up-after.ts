import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { isAlive } from "./lock-file.ts";
import { clusterHolder } from "./postgres-cluster.ts";

/**
 * Started beside a test run (`test-database.ts`): waits until that has ended, however it ended (our standard input
 * closes with it), then removes what it may have left.
 * `directory <path>`: a PostgreSQL and its files. `databases <server> <prefix>`: databases of these names.
 */
const [kind, ...what] = process.argv.slice(2);
for await (const _ of process.stdin);
if (kind === "directory") await removeDirectory(what[0] ?? "");
if (kind === "databases") await dropDatabases(what[0] ?? "", what[1] ?? "");

async function removeDirectory(path: string): Promise<void> {
  const holder = clusterHolder(join(path, "postgres"));
  if (holder && isAlive(holder.pid)) process.kill(holder.pid, "SIGQUIT"); // "immediate": nothing in it is kept
  while (holder && isAlive(holder.pid)) await sleep(20);
  // An initdb that was under way may still be writing for a moment.
  for (let attempts = 0; attempts < 100 && existsSync(path); attempts++) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      await sleep(100);
    }
  }
}

async function dropDatabases(connectionString: string, prefix: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  const { rows } = await client.query("SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)", [
    prefix,
  ]);
  for (const { name } of rows) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await client.end();
}
