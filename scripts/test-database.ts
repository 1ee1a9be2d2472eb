import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { StartError } from "#server/start-error.ts";
import { migrate } from "./migrate.ts";
import { startPostgres } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A migrated database that every test file copies, and the server it is on. */
    templateDatabase: { url: string; prefix: string };
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
    const url = databaseUrl(server.url, `${server.prefix}template`);
    const onServer = (sql: string) => withClient(server.url, (client) => client.query(sql));
    await onServer(`CREATE DATABASE ${databaseName(url)}`);
    await migrate(url);
    project.provide("templateDatabase", { url, prefix: server.prefix });
    return async () => {
      await onServer(`DROP DATABASE IF EXISTS ${databaseName(url)} WITH (FORCE)`);
      await server.stop();
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** A server for tests; every database made on it begins with `prefix`. */
type TestPostgres = { url: string; prefix: string; stop(): Promise<void> };

/** A server for tests that is gone without a trace after `stop`, or when this process is killed. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const prefix = `purser_test_${process.pid}_`;
  const given = process.env.DATABASE_URL;
  if (given) {
    refuseRemote(given);
    cleanUpAfterUs("databases", given, prefix);
    return { url: given, prefix, stop: async () => {} };
  }
  const dataDir = testDirectory();
  const postgres = await startPostgres(dataDir, { say: () => {}, durable: false });
  return {
    url: postgres.url,
    prefix,
    stop: async () => {
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A new directory under the system's temporary one. It is gone, with a PostgreSQL in it, when this process has ended. */
export function testDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "purser-test-"));
  chmodSync(directory, 0o755); // as root, PostgreSQL runs as another user
  cleanUpAfterUs("directory", directory);
  return directory;
}

function cleanUpAfterUs(...what: string[]): void {
  const program = fileURLToPath(new URL("clean-up-after.ts", import.meta.url));
  const cleaner = spawn(process.execPath, [program, ...what], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  cleaner.unref();
  if (cleaner.stdin instanceof Socket) cleaner.stdin.unref();
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
