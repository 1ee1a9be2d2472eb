import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "#server/start-error.ts";
import { build } from "./build.ts";
import { checkPort } from "./check-port.ts";
import { diskError } from "./disk-error.ts";
import { freePort } from "./free-port.ts";
import { releaseLock, takeLock } from "./lock-file.ts";
import { migrate } from "./migrate.ts";
import { startPostgres } from "./postgres.ts";
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
    if (!process.env.DATABASE_URL) holdDataDirectory(steps, options.dataDir, address);
    await checkPort(port);

    const databaseUrl = process.env.DATABASE_URL || (await embeddedDatabase(steps, options.dataDir));
    await steps.step(process.env.DATABASE_URL ? "Database and migrations" : "Migrations", async () => {
      const applied = await migrate(databaseUrl);
      for (const name of applied) steps.say(`  applied ${name}`);
    });
    if (!dev)
      await steps.step("Production build", async () => {
        await build(steps.say, steps.signal);
      });

    completeEnvironment({ DATABASE_URL: databaseUrl, PURSER_URL: address, ...secret(options.dataDir) }, dev);
    // Only now: what these import reads the environment.
    const { startServer } = await import("#server/main.ts");
    const { firstOrganization } = await import("./first-organization.ts");
    const email = await firstOrganization(steps, options);
    const server = await steps.step("Server", () => startServer({ port, dev }));
    steps.onEnd(() => server.close());
    if (options.demo) {
      const { keepDemoGoing } = await import("#server/ingest/demo/keep-demo-going.ts");
      steps.onEnd(keepDemoGoing());
    }

    const { createSignInLink } = await import("#server/access/sign-in-link.ts");
    console.log(`\nPurser is ready at ${address}\nSign in (once, within the hour): ${await createSignInLink(email)}\n`);
    steps.say("Stop with Ctrl-C");
  });
}

/** One server per data directory: a second one would run the same jobs and end the first one's database. */
function holdDataDirectory(steps: Steps, dataDir: string, address: string): void {
  const lock = join(dataDir, "purser.lock");
  try {
    mkdirSync(dataDir, { recursive: true });
    const holder = takeLock(lock, address);
    if (holder) {
      throw new StartError(
        `Purser already runs on ${dataDir}, at ${holder.note} (process ${holder.pid}). Open that, stop it, or choose another folder with --data-dir.`,
      );
    }
  } catch (error) {
    throw diskError(error, dataDir);
  }
  steps.onEnd(() => releaseLock(lock));
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
