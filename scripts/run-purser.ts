import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { StartError } from "#server/start-error.ts";
import { build } from "./build.ts";
import { checkPort } from "./check-port.ts";
import { diskError } from "./disk-error.ts";
import { freePort } from "./free-port.ts";
import { type LockHolder, noteLock, releaseLock, takeLock } from "./lock-file.ts";
import { migrate } from "./migrate.ts";
import { startPostgres } from "./postgres.ts";
import { refuseSharedConnections } from "./refuse-shared-connections.ts";
import { secretFile } from "./secret-file.ts";
import { startOptions, startUsage } from "./start-options.ts";
import { Steps } from "./steps.ts";

/**
 * The whole of `npm start` and `npm run dev`: database, migrations, production build (not in development), first
 * organisation and owner, server, sign-in link; then it serves until it is told to stop.
 */
export async function runPurser({ dev }: { dev: boolean }): Promise<never> {
  const steps = new Steps();
  return steps.run(async () => {
    const options = startOptions(process.argv.slice(2), process.env);
    if (options.help) {
      console.log(startUsage);
      process.exit(0);
    }
    const port = options.port || (await freePort());
    const address = process.env.PURSER_URL || `http://localhost:${port}`;
    // First, so that nothing is made for nothing; but a Purser on this directory says more than its busy port.
    if (!existsSync(options.dataDir)) await checkPort(port);
    if (!process.env.DATABASE_URL) await holdDataDirectory(steps, options.dataDir, address);
    await checkPort(port);

    const databaseUrl = process.env.DATABASE_URL || (await embeddedDatabase(steps, options.dataDir));
    await steps.step(process.env.DATABASE_URL ? "Database and migrations" : "Migrations", async () => {
      if (process.env.DATABASE_URL) await refuseSharedConnections(databaseUrl);
      const applied = await migrate(databaseUrl);
      for (const name of applied) steps.say(`  applied ${name}`);
    });
    if (!dev)
      await steps.step("Production build", async () => {
        await build(steps.say, steps.signal);
      });

    completeEnvironment({ DATABASE_URL: databaseUrl, PURSER_URL: address, ...secret(options.dataDir) }, dev);
    // Only now: what these import reads the environment.
    const { env } = await import("#server/env.ts");
    const { startServer } = await import("#server/main.ts");
    const { firstOrganization } = await import("./first-organization.ts");
    const email = await firstOrganization(steps, options);
    const leave = () => sleep(env().PURSER_LEAVE_SECONDS * 1000);
    const server = await steps.step("Server", () => startServer({ port, dev, leave }));
    steps.onEnd(() => server.close());
    if (options.demo) {
      const { keepDemoGoing } = await import("#server/ingest/demo/keep-demo-going.ts");
      steps.onEnd(keepDemoGoing());
    }

    const { createSignInLink } = await import("#server/access/sign-in-link.ts");
    const signIn = showsLink(address)
      ? `Sign in (once, within the hour): ${await createSignInLink(email)}`
      : "Sign in: npm run sign-in-link prints a link";
    console.log(`\nPurser is ready at ${address}\n${signIn}\n`);
    steps.say("Stop with Ctrl-C");
  });
}

/** A link signs an owner in: to a terminal or on one's own machine, not into the log of a server that others reach. */
function showsLink(address: string): boolean {
  return process.stdout.isTTY || ["localhost", "127.0.0.1", "[::1]"].includes(new URL(address).hostname);
}

/** What a Purser that stops notes instead of its address. */
const stopping = "stopping";
/** Longer than a Purser takes to stop, unless it is told to leave slowly: requests under way have 15 seconds to end. */
const mostWaitMs = 30_000;

/**
 * One server per data directory: a second one would run the same jobs and end the first one's database. One that is
 * stopping is waited for, so that whoever restarts Purser need not.
 */
async function holdDataDirectory(steps: Steps, dataDir: string, address: string): Promise<void> {
  const lock = join(dataDir, "purser.lock");
  try {
    mkdirSync(dataDir, { recursive: true });
    let holder = takeLock(lock, address);
    if (holder?.note === stopping) {
      steps.say(`Purser (process ${holder.pid}) is stopping on ${dataDir}. Waiting for it`);
      holder = await onceFree(lock, address, steps.signal);
    }
    if (holder?.note === stopping) {
      throw new StartError(
        `Purser (process ${holder.pid}) has been stopping on ${dataDir} for ${mostWaitMs / 1000} s. End that process, then start again.`,
      );
    }
    if (holder) {
      throw new StartError(
        `Purser already runs on ${dataDir}, at ${holder.note} (process ${holder.pid}). Open that, stop it, or choose another folder with --data-dir.`,
      );
    }
  } catch (error) {
    throw diskError(error, dataDir);
  }
  steps.signal.addEventListener("abort", () => noteLock(lock, stopping));
  steps.onEnd(() => releaseLock(lock));
}

/** Takes the lock as soon as the one who stops has given it back; else says who still holds it. */
async function onceFree(lock: string, address: string, signal: AbortSignal): Promise<LockHolder | undefined> {
  const until = performance.now() + mostWaitMs;
  let holder = takeLock(lock, address);
  while (holder?.note === stopping && performance.now() < until && !signal.aborted) {
    await sleep(200);
    holder = takeLock(lock, address);
  }
  return holder;
}

async function embeddedDatabase(steps: Steps, dataDir: string): Promise<string> {
  const postgres = await steps.step("PostgreSQL", () =>
    startPostgres(dataDir, { say: (text) => steps.say(`  ${text}`) }),
  );
  steps.onEnd(() => postgres.stop());
  return postgres.url;
}

/** Signs sessions and links. It outlives restarts, so that nobody is signed out by one. */
function secret(dataDir: string): { PURSER_SECRET: string } {
  if (process.env.PURSER_SECRET) return { PURSER_SECRET: process.env.PURSER_SECRET };
  try {
    mkdirSync(dataDir, { recursive: true });
    return { PURSER_SECRET: secretFile(join(dataDir, "secret"), () => randomBytes(32).toString("base64url")) };
  } catch (error) {
    throw diskError(error, dataDir);
  }
}

function completeEnvironment(values: Record<string, string>, dev: boolean): void {
  Object.assign(process.env, values, { NODE_ENV: dev ? "development" : "production" });
}
