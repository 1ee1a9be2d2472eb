import { execFile } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { freePort } from "./free-port.ts";
import { noteLock, releaseLock, takeLock } from "./lock-file.ts";
import { testDirectory } from "./test-database.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const dataDir = testDirectory();
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** Runs `npm start` with these options until it ends by itself. */
function start(args: string[], environment: Record<string, string> = {}): Promise<{ code: number; output: string }> {
  const { DATABASE_URL: _, ...rest } = process.env;
  const env = { ...rest, PURSER_DATA_DIR: dataDir, ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, ["scripts/serve.ts", ...args], { cwd: root, env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    );
  });
}

it("npm start -- --help says what it takes, and makes nothing", async () => {
  const untouched = `${dataDir}-untouched`;
  const { code, output } = await start(["--help", "--data-dir", untouched]);
  expect({ code, made: existsSync(untouched) }).toEqual({ code: 0, made: false });
  expect(output).toMatch(/^npm start -- \[options\].*--port.*--data-dir.*--no-demo/s);
});

describe("npm start says in one sentence why it cannot", () => {
  it.each([
    ["an unknown option", ["--prot", "3000"], /Unknown option '--prot'\.\n\nnpm start -- \[options\]/],
    ["a word too many", ["now"], /Unexpected argument 'now'/],
    ["an option without its value", ["--port"], /'--port <value>' argument missing/],
    ["a port that is no number", ["--port", "http"], /"http" is not a port/],
    ["a port out of range", ["--port", "70000"], /"70000" is not a port/],
    ["an empty data directory", ["--data-dir", ""], /--data-dir needs a folder/],
  ])("%s", async (_, args, sentence) => {
    const { code, output } = await start(args);
    expect(output).toMatch(sentence);
    expect(output).toContain("--no-demo");
    expect(code).toBe(2);
  });

  it("a busy port, with the next one as the way out", async () => {
    const port = await freePort();
    const busy = createServer().listen(port);
    const untouched = `${dataDir}-untouched`;
    const { code, output } = await start([`--port=${port}`, "--data-dir", untouched]);
    busy.close();
    expect(existsSync(untouched)).toBe(false);
    expect(output).toContain(
      `Port ${port} is in use. Stop what uses it, or choose another: npm start -- --port ${port + 1}`,
    );
    expect(output).not.toContain("PostgreSQL");
    expect(code).toBe(1);
  });

  it("a second start on one data directory, with the address of the first", async () => {
    const held = testDirectory();
    takeLock(join(held, "purser.lock"), "http://localhost:4321");
    const { code, output } = await start(["--port=0", "--data-dir", held]);
    rmSync(held, { recursive: true });
    expect(output).toContain(`Purser already runs on ${held}, at http://localhost:4321 (process ${process.pid})`);
    expect(code).toBe(1);
  });

  it("waits for one that is stopping on the data directory, and goes on", async () => {
    const held = testDirectory();
    const lock = join(held, "purser.lock");
    takeLock(lock, "http://localhost:4321");
    noteLock(lock, "stopping");
    const busy = createServer().listen(0);
    const port = (busy.address() as AddressInfo).port;
    const started = start([`--port=${port}`, "--data-dir", held]);
    setTimeout(() => releaseLock(lock), 2_000);
    const { output } = await started;
    busy.close();
    rmSync(held, { recursive: true });
    expect(output).not.toContain("already runs");
    // What comes next in a start.
    expect(output).toContain(`Port ${port} is in use`);
  });

  it("a data directory that cannot be written", async () => {
    const file = `${dataDir}-file`;
    writeFileSync(file, "");
    const { code, output } = await start(["--port=0", "--data-dir", join(file, "below")]);
    rmSync(file);
    expect(output).toContain(`${join(file, "below")} cannot be written`);
    expect(code).toBe(1);
  });

  it("a DATABASE_URL that does not answer", async () => {
    const { code, output } = await start(["--port=0"], { DATABASE_URL: "postgres://me:secret@127.0.0.1:1/db" });
    expect(output).toContain("The database at 127.0.0.1:1 cannot be used");
    expect(output).not.toContain("secret");
    expect(code).toBe(1);
  });
});
