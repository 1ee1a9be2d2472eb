import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { aloneWith } from "./install-lock.mjs";

// Runs on any Node ≥ 20, before anything is installed: it and what it imports may import nothing but Node itself.

const root = fileURLToPath(new URL("..", import.meta.url));
const modules = join(root, "node_modules");
const node = join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");

/**
 * Makes the checkout ready (packages, Prisma client) and goes on with `script` under the pinned Node, whose exit code
 * becomes ours. Signals reach it, so that it can stop cleanly.
 * @param {string} script file in `scripts/`
 */
export async function continueWith(script) {
  if (Number(process.versions.node.split(".")[0]) < 20) {
    fail(`Purser needs Node 20 or newer to start; this is ${process.version}. Node 24 itself comes with the packages.`);
  }
  process.chdir(root);
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  if (!installed() || !generated()) {
    await aloneWith(root, async () => {
      if (!installed()) await install();
      if (!generated()) generate();
    });
  }
  const environment = {
    ...process.env,
    PATH: `${join(modules, ".bin")}${delimiter}${process.env.PATH ?? ""}`,
    // What Node made of our modules is kept: each process below starts in half the time.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(modules, ".cache", "compiled"),
    // Of the WebAssembly import, in every process below too.
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --disable-warning=ExperimentalWarning`.trim(),
  };
  // The channel tells the program when we are killed: it stops then, too.
  const stdio = ["inherit", "inherit", "inherit", "ipc"];
  const { code, signal } = await run(node, [join("scripts", script), ...process.argv.slice(2)], environment, stdio);
  if (signal) process.kill(process.pid, signal);
  else process.exit(code ?? 1);
}

/**
 * True when node_modules is what the lock file says. npm writes its own copy of the lock last, so a cut-off install shows.
 * Where npm is told to leave out what is for development (an image), that may be missing.
 */
function installed() {
  const have = packages(join(modules, ".package-lock.json"));
  const wanted = packages(join(root, "package-lock.json"));
  if (!have || !wanted || !existsSync(node)) return false;
  const withoutDev = process.env.NPM_CONFIG_OMIT === "dev";
  return Object.entries(wanted).every(([path, { version, integrity, optional, dev, devOptional, peer }]) => {
    if (path === "") return true;
    const found = have[path];
    if (!found) return optional || devOptional || peer || (dev && withoutDev); // for another platform
    return found.version === version && found.integrity === integrity;
  });
}

/** @returns {Record<string, { version?: string; integrity?: string; optional?: boolean; dev?: boolean; devOptional?: boolean; peer?: boolean }> | undefined} */
function packages(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

async function install() {
  console.error("Installing packages (npm ci). This takes a minute on a fresh clone.");
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const beat = setInterval(() => console.error(`  still installing, ${seconds()} s`), 10_000);
  // By the npm that runs us, else the one on the PATH.
  const npm = process.env.npm_execpath?.endsWith("npm-cli.js")
    ? [process.execPath, process.env.npm_execpath]
    : [process.platform === "win32" ? "npm.cmd" : "npm"];
  const [command, ...first] = npm;
  const options = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const environment = { ...process.env, ...prismaEnvironment };
  // Standard output is for the result of the command that comes after.
  // npm would go on to the end of what it fetches; what it leaves half done is done over.
  const patience = 2_000;
  const { code, signal, told } = await run(command, [...first, ...options], environment, ["inherit", 2, 2], patience);
  clearInterval(beat);
  const stoppedBy = told ?? signal;
  if (stoppedBy) {
    console.error("\nStopped. The next start installs the packages afresh.");
    process.exit(128 + constants.signals[stoppedBy]);
  }
  if (code !== 0) fail("npm ci did not finish (see above). Check the network and run the command again.");
  if (!existsSync(node)) {
    fail(
      "The package `node` did not install its program. Allow install scripts (npm config get ignore-scripts) and run again.",
    );
  }
  console.error(`Installed packages in ${seconds()} s`);
}

/**
 * Prisma looks for a schema engine to download, which nothing here uses (migrations run on its WebAssembly form).
 * Any program that exists keeps it from looking.
 */
const prismaEnvironment = {
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
  CHECKPOINT_DISABLE: "1",
};

const clientStamp = join(root, "prisma", "generated", "schema.sha256");

/** True when the Prisma client was written from this schema by this Prisma. */
function generated() {
  return existsSync(clientStamp) && readFileSync(clientStamp, "utf8") === schemaHash();
}

function schemaHash() {
  const schema = join(root, "prisma", "schema");
  const hash = createHash("sha256").update(readFileSync(join(modules, "prisma", "package.json")));
  for (const name of readdirSync(schema).sort()) hash.update(name).update(readFileSync(join(schema, name)));
  return hash.digest("hex");
}

/** Writes the Prisma client. */
function generate() {
  const { status, stdout, stderr } = spawnSync(
    node,
    [join("node_modules", "prisma", "build", "index.js"), "generate", "--config", "prisma/prisma.config.ts"],
    { cwd: root, encoding: "utf8", env: { ...process.env, ...prismaEnvironment } },
  );
  if (status !== 0) fail(`prisma generate failed:\n${stdout}${stderr}`);
  writeFileSync(clientStamp, schemaHash());
  console.error("Wrote the Prisma client");
}

/**
 * `told` is the signal that we were sent meanwhile and passed on; what still runs `patience` ms later is killed.
 * @returns {Promise<{ code: number | null; signal: NodeJS.Signals | null; told: NodeJS.Signals | undefined }>}
 */
function run(command, args, env, stdio, patience) {
  const child = spawn(command, args, { cwd: root, env, stdio, shell: command.endsWith(".cmd") });
  let told;
  const forward = (signal) => {
    told ??= signal;
    child.kill(signal);
    if (patience) setTimeout(() => child.kill("SIGKILL"), patience).unref();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, forward);
  // npm runs us in a shell that ends at a signal without passing it on. Without its shell we stop.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event && process.ppid !== parent) forward("SIGTERM");
  }, 500);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      for (const name of signals) process.off(name, forward);
      clearInterval(watch);
      resolve({ code, signal, told });
    });
  });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
