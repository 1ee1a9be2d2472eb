import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { isAlive } from "./lock-file.ts";
import { startPostgres } from "./postgres.ts";
import { testDirectory, withClient } from "./test-database.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const directories: string[] = [];

function directory(): string {
  const made = testDirectory();
  directories.push(made);
  return made;
}

afterEach(async () => {
  // An initdb that was killed with its parent may still be writing for a moment.
  for (const made of directories.splice(0)) await rm(made, { recursive: true, force: true, maxRetries: 10 });
});

const start = (dataDir: string) => startPostgres(dataDir, { say: () => {}, durable: false });
const postmaster = (dataDir: string) =>
  Number(readFileSync(join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n")[0]);

/** Another process that starts PostgreSQL on the directory and holds it until it is killed, or we are. */
function otherProcess(dataDir: string) {
  const program = `
    import { startPostgres } from "#scripts/postgres.ts";
    await startPostgres(${JSON.stringify(dataDir)}, { say: () => {}, durable: false });
    console.log("started");
    for await (const _ of process.stdin);
    process.exit();`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], { cwd: root });
  const started = new Promise((resolve) => child.stdout.once("data", resolve));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const kill = () => {
    child.kill("SIGKILL");
    return ended;
  };
  return { started, kill };
}

async function expectWhole(dataDir: string) {
  const postgres = await start(dataDir);
  await withClient(postgres.url, (client) => client.query("SELECT 1"));
  const pid = postmaster(dataDir);
  await postgres.stop();
  expect(isAlive(pid)).toBe(false);
  expect(existsSync(join(dataDir, "postgres.lock"))).toBe(false);
}

describe("the embedded PostgreSQL", () => {
  it("keeps what was written over a stop and a start", async () => {
    const dataDir = directory();
    const first = await start(dataDir);
    await withClient(first.url, (client) => client.query("CREATE TABLE kept AS SELECT 42 AS answer"));
    await first.stop();
    const second = await start(dataDir);
    const { rows } = await withClient(second.url, (client) => client.query("SELECT answer FROM kept"));
    expect(rows).toEqual([{ answer: 42 }]);
    await second.stop();
  });

  it("is made once when two commands start together, and ends when the last one leaves", async () => {
    const dataDir = directory();
    const [one, two] = await Promise.all([start(dataDir), start(dataDir)]);
    expect(one.url).toBe(two.url);
    await one.stop();
    await withClient(two.url, (client) => client.query("SELECT 1"));
    const pid = postmaster(dataDir);
    await two.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it("is taken over from a process that was killed", async () => {
    const dataDir = directory();
    const other = otherProcess(dataDir);
    await other.started;
    const left = postmaster(dataDir);
    await other.kill();
    expect(isAlive(left)).toBe(true);
    await expectWhole(dataDir);
    expect(isAlive(left)).toBe(false);
  });

  it.each([250, 500, 750])("heals a first start that was killed after %i ms", async (milliseconds) => {
    const dataDir = directory();
    const other = otherProcess(dataDir);
    await sleep(milliseconds);
    await other.kill();
    await expectWhole(dataDir);
  });

  it("is started again at the same address when it dies while it is used", async () => {
    const dataDir = directory();
    const postgres = await start(dataDir);
    const killed = postmaster(dataDir);
    process.kill(killed, "SIGKILL");
    await vi.waitFor(() => withClient(postgres.url, (client) => client.query("SELECT 1")), { timeout: 60_000 });
    expect(postmaster(dataDir)).not.toBe(killed);
    await postgres.stop();
    await expectWhole(dataDir);
  });

  it("comes back after PostgreSQL itself was killed, once what is left of it has noticed", async () => {
    const dataDir = directory();
    const first = await start(dataDir);
    const client = new Client({ connectionString: first.url });
    client.on("error", () => {});
    await client.connect();
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    const left = rows[0]?.pid ?? expect.fail("no process");
    process.kill(left, "SIGSTOP");
    process.kill(postmaster(dataDir), "SIGKILL");
    await first.stop();
    const back = expectWhole(dataDir);
    const log = () => readFileSync(join(dataDir, "postgres.log"), "utf8");
    await vi
      .waitFor(() => expect(log()).toContain("is still in use"), { timeout: 60_000 })
      .finally(() => process.kill(left, "SIGCONT"));
    await back;
  });
});

describe("a data directory that cannot be used", () => {
  let whole: string;
  beforeAll(async () => {
    whole = testDirectory();
    await (await start(whole)).stop();
  });
  afterAll(() => rmSync(whole, { recursive: true }));

  it.each([
    [
      "of another version",
      "PostgreSQL 17, not 18",
      (dir: string) => writeFileSync(join(dir, "postgres/PG_VERSION"), "17\n"),
    ],
    ["with files missing", "files are missing", (dir: string) => rmSync(join(dir, "postgres/global/pg_control"))],
    [
      "with its password missing",
      "postgres-password is missing",
      (dir: string) => rmSync(join(dir, "postgres-password")),
    ],
    ["with another password", "does not fit", (dir: string) => writeFileSync(join(dir, "postgres-password"), "other")],
    ["damaged", "PostgreSQL ended", (dir: string) => writeFileSync(join(dir, "postgres/global/pg_control"), "garbage")],
  ])("%s is named, with a way out", async (_, sentence, damage) => {
    const dataDir = directory();
    execFileSync("cp", ["-a", `${whole}/.`, dataDir]);
    damage(dataDir);
    await expect(start(dataDir)).rejects.toThrow(sentence);
    await expect(start(dataDir)).rejects.toThrow(/--data-dir/);
  });

  it("that is a file is named", async () => {
    const file = join(directory(), "file");
    writeFileSync(file, "");
    await expect(start(file)).rejects.toThrow("cannot be written");
    await expect(start(join(file, "below"))).rejects.toThrow("cannot be written");
  });
});
