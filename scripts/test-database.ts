import { chmodSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { StartError } from "#server/start-error.ts";
import { isAlive } from "./lock-file.ts";
import { migrate } from "./migrate.ts";
import { startPostgres } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A migrated database that every test file copies, and the server it is on. */
    templateDatabase: { url: string };
  }
}

/**
 * Vitest's global set-up of the integration tests: one PostgreSQL in a temporary directory (or the one of
 * `DATABASE_URL`, which must be on this machine), with one migrated template database. `own-database.ts` gives each
 * test file its copy.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestPostgres();
  try {
    const url = databaseUrl(server.url, `purser_test_${process.pid}`);
    const name = databaseName(url);
    await withClient(server.url, (client) => client.query(`CREATE DATABASE ${name}`));
    await migrate(url);
    project.provide("templateDatabase", { url });
    return async () => {
      await withClient(server.url, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
      await server.stop();
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** A server for tests that is gone without a trace after `stop`. */
export async function startTestPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env.DATABASE_URL;
  if (given) {
    refuseRemote(given);
    return { url: given, stop: async () => {} };
  }
  await removeAbandoned();
  const dataDir = testDirectory();
  const postgres = await startPostgres(dataDir, { say: () => {}, durable: false });
  return {
    url: postgres.url,
    stop: async () => {
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const prefix = "purser-test-";

/** A new directory under the system's temporary one; it says whose it is, so that a killed run's can be removed. */
export function testDirectory(): string {
  for (let count = 0; ; count++) {
    const dataDir = join(tmpdir(), `${prefix}${process.pid}-${count}`);
    try {
      mkdirSync(dataDir);
    } catch {
      continue;
    }
    chmodSync(dataDir, 0o755); // as root, PostgreSQL runs as another user
    return dataDir;
  }
}

/** Ends and removes what test runs left behind that were killed before they could. */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(name.match(/^purser-test-(\d+)-\d+$/)?.[1]);
    if (!pid || isAlive(pid)) continue;
    const dataDir = join(tmpdir(), name);
    await startPostgres(dataDir, { say: () => {}, durable: false }).then(
      (postgres) => postgres.stop(),
      () => {},
    );
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function refuseRemote(url: string): void {
  const host = URL.canParse(url) ? new URL(url).hostname : "";
  if (["localhost", "127.0.0.1", "[::1]", ""].includes(host)) return;
  throw new StartError(
    `The tests create and drop databases, so they run on this machine only, not on ${host}. Unset DATABASE_URL, or point it to localhost.`,
  );
}

/** The address of another database on the same server. */
export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** The name of the database in its address. */
export function databaseName(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

/** Runs `work` with one connection, closed after it. */
export async function withClient<T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
