import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createWriteStream, mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { freePort } from "#scripts/free-port.ts";
import { databaseUrl, startTestPostgres, testDirectory, withClient } from "#scripts/test-database.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Playwright's global set-up: `npm start` without demo data, on a free port and a new database. The tests find it by
 * the environment: `PURSER_URL`, and what they need to set the scene through Purser's own verbs.
 */
export default async function startPurser(): Promise<() => Promise<void>> {
  const postgres = await startTestPostgres();
  const name = `${postgres.prefix}browser`;
  const dataDir = testDirectory();
  const onServer = (sql: string) => withClient(postgres.url, (client) => client.query(sql));
  await onServer(`CREATE DATABASE ${name}`);
  const port = await freePort();
  Object.assign(process.env, {
    DATABASE_URL: databaseUrl(postgres.url, name),
    PURSER_SECRET: randomBytes(32).toString("base64url"),
    PURSER_URL: `http://localhost:${port}`,
    LOG_LEVEL: "warn",
    PURSER_PRIVATE_WEBHOOKS: "true",
  });
  const server = spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      "scripts/serve.ts",
      "--no-demo",
      `--port=${port}`,
      `--data-dir=${dataDir}`,
    ],
    // Ctrl-C in the terminal reaches us alone; the channel ends it if we are killed.
    { cwd: root, detached: true, stdio: ["ignore", "pipe", "pipe", "ipc"] },
  );
  const stop = async () => {
    await ended(server);
    await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await ready(server);
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits for the line that says the server is ready; everything it says goes to results/server.log. */
function ready(server: ChildProcess): Promise<void> {
  const results = fileURLToPath(new URL("results/", import.meta.url));
  mkdirSync(results, { recursive: true });
  const log = createWriteStream(`${results}server.log`);
  let output = "";
  return new Promise((resolve, reject) => {
    for (const stream of [server.stdout, server.stderr]) {
      stream?.pipe(log, { end: false });
      stream?.on("data", (text) => {
        output += text;
        if (output.includes("Purser is ready")) resolve();
      });
    }
    server.once("exit", () => reject(new Error(`Purser did not start:\n${output}`)));
  });
}

function ended(server: ChildProcess): Promise<unknown> | undefined {
  if (server.exitCode !== null || server.signalCode !== null) return undefined;
  const exit = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  return exit;
}
