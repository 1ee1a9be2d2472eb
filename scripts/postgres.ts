import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { StartError } from "#server/start-error.ts";
import { diskError } from "./disk-error.ts";
import { freePort } from "./free-port.ts";
import { isAlive, withLockFile } from "./lock-file.ts";
import { checkCluster, clusterHolder, createCluster, waysOut } from "./postgres-cluster.ts";
import { Guard, guardName } from "./postgres-guard.ts";
import { type PostgresHome, postgresHome } from "./postgres-home.ts";
import { secretFile } from "./secret-file.ts";

/** A PostgreSQL server of our own, on 127.0.0.1. `stop` leaves it; the last process to leave ends it. */
export type Postgres = { url: string; stop(): Promise<void> };

/** `durable: false` trades safety of the data in a power cut for speed: for tests. */
type Options = { say: (text: string) => void; durable?: boolean };

/**
 * Starts the embedded PostgreSQL of a data directory, making it first where there is none, or joins the one that
 * already runs on it (another command, or what a killed server left behind). Owns `postgres/`, `postgres.log`,
 * `postgres.lock` and `postgres-password` in that directory.
 * @throws StartError with what to do, when it cannot.
 */
export async function startPostgres(dataDir: string, { say, durable = true }: Options): Promise<Postgres> {
  try {
    mkdirSync(dataDir, { recursive: true });
    const place = await postgresHome(dataDir, say);
    const cluster = join(place.home, "postgres");
    const alone = <T>(work: () => Promise<T>) =>
      withLockFile(
        join(place.home, "postgres.lock"),
        () => say("Waiting for another command that starts or stops PostgreSQL"),
        work,
      );
    return await alone(async () => {
      const fresh = !existsSync(cluster);
      const passwordFile = join(place.home, "postgres-password");
      if (!fresh && !existsSync(passwordFile)) {
        throw new StartError(`${passwordFile} is missing, without which ${cluster} cannot be opened. ${waysOut}`);
      }
      const password = secretFile(passwordFile, () => randomBytes(24).toString("base64url"));
      if (fresh) {
        say("Preparing a new PostgreSQL database");
        await createCluster(place, cluster, password, durable);
      }
      checkCluster(cluster);
      const port = runningPort(cluster) ?? (await launch(place, cluster, durable, await freePort()));
      const url = (database: string) => `postgres://purser:${password}@127.0.0.1:${port}/${database}?sslmode=disable`;
      const connect = () => connectWhenReady(url("postgres"), cluster, place.home);
      const first = await connect();
      const found = await first.query("SELECT 1 FROM pg_database WHERE datname = 'purser'");
      if (found.rowCount === 0) await first.query("CREATE DATABASE purser");
      const relaunch = (wanted: () => boolean) =>
        alone(async () => {
          if (!wanted()) throw new Error("stopped meanwhile");
          if (runningPort(cluster) === undefined) await launch(place, cluster, durable, port);
          return connect();
        });
      const guard = new Guard(first, relaunch, say);
      return { url: url("purser"), stop: () => alone(() => leave(guard.release(), cluster)) };
    });
  } catch (error) {
    throw diskError(error, dataDir);
  }
}

async function leave(guard: Client, cluster: string): Promise<void> {
  const others = await guard
    .query("SELECT 1 FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()", [guardName])
    .then(({ rowCount }) => rowCount)
    .catch(() => 0);
  await guard.end().catch(() => {});
  const holder = clusterHolder(cluster);
  if (others || !holder || !isPostgres(holder.pid)) return;
  process.kill(holder.pid, "SIGINT"); // "fast shutdown": ends sessions, writes everything, removes postmaster.pid
  for (let waited = 0; waited < 60_000 && isAlive(holder.pid); waited += 20) await sleep(20);
}

function runningPort(cluster: string): number | undefined {
  const holder = clusterHolder(cluster);
  return holder && isPostgres(holder.pid) ? holder.port : undefined;
}

/** After a reboot the number may belong to another program; PostgreSQL itself then replaces the stale file. */
function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) return false;
  const commandLine = `/proc/${pid}/cmdline`;
  return (
    !existsSync("/proc/self/cmdline") ||
    (existsSync(commandLine) && readFileSync(commandLine, "utf8").includes("postgres"))
  );
}

const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  shared_buffers: "256MB",
  max_wal_size: "4GB",
  random_page_cost: "1.1",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
};
const notDurable = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", shared_buffers: "64MB" };

async function launch(place: PostgresHome, cluster: string, durable: boolean, port: number): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const failure = await launchOnce(place, cluster, durable, port);
    if (failure === undefined) return port;
    // What is left of one that was killed holds its memory until it has noticed, on a busy machine for a while.
    const leftOver = endOfLog(place.home).some((line) => line.includes("is still in use"));
    if (!leftOver || attempt === 50) throw notStarted(failure, cluster, place.home);
    await sleep(200);
  }
}

/** Returns what happened to it where it did not start. */
async function launchOnce(
  { binDir, home, identity }: PostgresHome,
  cluster: string,
  durable: boolean,
  port: number,
): Promise<string | undefined> {
  const options = Object.entries(durable ? settings : { ...settings, ...notDurable });
  const log = openSync(join(home, logName), "a");
  const server = spawn(
    join(binDir, "postgres"),
    ["-D", cluster, "-p", String(port), ...options.flatMap(([key, value]) => ["-c", `${key}=${value}`])],
    // Detached: Ctrl-C in the terminal reaches only us, and we stop it after the last request was answered.
    {
      ...identity,
      cwd: cluster,
      detached: true,
      stdio: ["ignore", log, log],
      env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
    },
  );
  closeSync(log);
  server.unref();
  let failure: string | undefined;
  server.once("exit", (code, signal) => {
    failure = `ended (${signal ?? code})`;
  });
  server.once("error", (error) => {
    failure = error.message;
  });
  // It writes its port into postmaster.pid when the files are its own.
  while (clusterHolder(cluster)?.pid !== server.pid) {
    if (failure) return failure;
    await sleep(10);
  }
  return undefined;
}

/** Recovery after a crash can take long on a large database: it is waited for as long as the process lives. */
async function connectWhenReady(connectionString: string, cluster: string, home: string): Promise<Client> {
  for (;;) {
    const client = new Client({ connectionString, application_name: guardName, connectionTimeoutMillis: 10_000 });
    client.on("error", () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "28P01") {
        throw new StartError(`${join(home, "postgres-password")} does not fit the data in ${cluster}. ${waysOut}`);
      }
      const holder = clusterHolder(cluster);
      if (!holder || !isPostgres(holder.pid)) throw notStarted("ended", cluster, home);
      if (code !== "57P03" && code !== "ECONNREFUSED" && code !== "ECONNRESET") {
        throw new StartError(
          `The PostgreSQL that holds ${cluster} (process ${holder.pid}) does not answer: ${String(error)}. End it with: kill ${holder.pid}`,
          { cause: error },
        );
      }
      await sleep(20);
    }
  }
}

function notStarted(how: string, cluster: string, home: string): StartError {
  const lines = endOfLog(home).map((line) => `  ${line}\n`);
  return new StartError(
    `PostgreSQL ${how} while opening ${cluster}. The end of ${join(home, logName)}:\n${lines.join("")}${waysOut}`,
  );
}

const logName = "postgres.log";

function endOfLog(home: string): string[] {
  const logFile = join(home, logName);
  return existsSync(logFile) ? readFileSync(logFile, "utf8").trim().split("\n").slice(-5) : [];
}
