import { execFile } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { StartError } from "#server/start-error.ts";
import type { PostgresHome } from "./postgres-home.ts";

const run = promisify(execFile);
const entirely = { recursive: true, force: true };

/**
 * Makes the files of a new PostgreSQL. They are made beside and renamed when whole, so a first start that was cut
 * short leaves nothing that looks finished. `durable: false` (tests) does not wait for the disk.
 */
export async function createCluster(
  { binDir, home, identity }: PostgresHome,
  cluster: string,
  password: string,
  durable: boolean,
): Promise<void> {
  for (const name of readdirSync(home)) {
    // The initdb of a start that was killed may still be writing for a moment.
    if (name.startsWith(`${basename(cluster)}.new`)) await rm(join(home, name), { ...entirely, maxRetries: 10 });
  }
  const draft = `${cluster}.new-${process.pid}`;
  const passwordFile = `${draft}-password`;
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (identity) for (const path of [draft, passwordFile]) chownSync(path, identity.uid, identity.gid);
  const options = [
    `--pgdata=${draft}`,
    `--pwfile=${passwordFile}`,
    "--username=purser",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--no-instructions",
    ...(durable ? [] : ["--no-sync"]),
  ];
  try {
    await run(join(binDir, "initdb"), options, { ...identity, cwd: draft, env: { ...process.env, LC_ALL: "C" } });
    renameSync(draft, cluster);
  } catch (cause) {
    const output = cause instanceof Error && "stderr" in cause ? String(cause.stderr) : String(cause);
    throw new StartError(
      `PostgreSQL could not create its data in ${dirname(cluster)}: ${output.trim()}\nNothing was kept of it. Mend that and start again, or choose another folder with --data-dir.`,
      { cause },
    );
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, entirely);
  }
}

/** @throws StartError when the files are not those of a whole PostgreSQL 18. */
export function checkCluster(cluster: string): void {
  const versionFile = join(cluster, "PG_VERSION");
  const version = existsSync(versionFile) ? readFileSync(versionFile, "utf8").trim() : undefined;
  if (version === "18" && existsSync(join(cluster, "global", "pg_control"))) return;
  const found = version && version !== "18" ? `of PostgreSQL ${version}, not 18` : "broken: files are missing";
  throw new StartError(`The data in ${cluster} is ${found}. Nothing was changed. ${waysOut}`);
}

/** What to do about data that PostgreSQL cannot open. */
export const waysOut = "Move it away to start afresh, restore it from a backup, or choose another with --data-dir.";

/** Process and port of the server that holds the files, by its postmaster.pid. It may have died since. */
export function clusterHolder(cluster: string): { pid: number; port: number } | undefined {
  const file = join(cluster, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, "utf8").split("\n");
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return pid > 0 && port > 0 ? { pid, port } : undefined;
}
