import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { freePort } from "#scripts/free-port.ts";
import { migrate } from "#scripts/migrate.ts";
import { startPostgres } from "#scripts/postgres.ts";
import { type Child, startChild } from "./child.ts";
import { parentOf } from "./cpu-time.ts";

/** A server of Purser on a database of its own, with an organisation to measure with. */
export type BenchServer = {
  port: number;
  databaseUrl: string;
  postgresPid: number;
  key: string;
  cookie: string;
  process: Child;
};

export type BenchDatabase = {
  version: string;
  /** Makes an empty migrated database and starts a server on it. It ends with everything else. */
  startServer: (name: string, projects: string[], env?: Record<string, string>) => Promise<BenchServer>;
  /** Another server on the database of that one, with the pages of the production build. */
  withPages: (server: BenchServer) => Promise<BenchServer>;
  stop: () => Promise<void>;
};

/**
 * The embedded PostgreSQL in a scratch directory, as durable as in production. `profileDir`: where each server writes
 * what it spent its time on (--cpu-prof).
 */
export async function startBenchDatabase(say: (text: string) => void, profileDir?: string): Promise<BenchDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), "purser-bench-"));
  chmodSync(dataDir, 0o755); // as root, PostgreSQL runs as another user
  const postgres = await startPostgres(dataDir, { say });
  const servers: Child[] = [];
  const secret = randomBytes(24).toString("hex");
  await migrate(postgres.url);
  const version = await query(postgres.url, (client) => client.query("SHOW server_version"));
  const postgresPid = await query(postgres.url, async (client) => {
    const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
    return parentOf(Number(rows[0]?.pid));
  });
  const startProcess = (name: string, databaseUrl: string, port: number, env: Record<string, string> = {}) => {
    const server = startChild("server-process.ts", {
      env: {
        DATABASE_URL: databaseUrl,
        PORT: String(port),
        PURSER_URL: `http://127.0.0.1:${port}`,
        PURSER_SECRET: secret,
        NODE_ENV: "production",
        ...env,
      },
      execArgv: profileDir ? ["--cpu-prof", `--cpu-prof-dir=${profileDir}`] : [],
      log: join(dataDir, `${name}.log`),
    });
    servers.push(server);
    return server;
  };
  return {
    version: String(version.rows[0]?.server_version),
    startServer: async (name, projects, env) => {
      const url = new URL(postgres.url);
      const template = url.pathname.slice(1);
      url.pathname = `/postgres`;
      await query(url.href, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
      url.pathname = `/${name}`;
      const port = await freePort();
      const process = startProcess(name, url.href, port, env);
      const access = await process.call<{ key: string; cookie: string }>("prepare", { projects });
      return { port, databaseUrl: url.href, postgresPid, process, ...access };
    },
    withPages: async (server) => {
      const port = await freePort();
      const process = startProcess("pages", server.databaseUrl, port, { BENCH_PAGES: "true" });
      await process.call("listening");
      return { ...server, port, process };
    },
    stop: async () => {
      await Promise.all(servers.map((server) => server.end()));
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function query<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
