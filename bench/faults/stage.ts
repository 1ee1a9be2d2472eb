import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { freePort } from "#scripts/free-port.ts";
import { migrate } from "#scripts/migrate.ts";
import { startPostgres } from "#scripts/postgres.ts";
import { testKey } from "#scripts/test-api.ts";
import { dollar, setCap } from "#scripts/test-caps.ts";
import { testDirectory } from "#scripts/test-database.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { type TestServer, testServer } from "#scripts/test-server.ts";
import { createWebhook } from "#server/alerts/webhook-endpoints.ts";
import type { Ctx } from "#server/context.ts";
import { closeDatabase } from "#server/db.ts";
import { cappedAgents, projects } from "./calls.ts";
import type { SmallDisk } from "./small-disk.ts";
import { watchCommits } from "./watch-commits.ts";
import { type WebhookReceiver, webhookReceiver } from "./webhook-receiver.ts";

/** A server process that is started again as soon as it is killed, at the same address, as whatever runs it in earnest would. */
export type Supervised = { url: string; strike(): Promise<void>; stop(): Promise<void> };

/** A PostgreSQL of its own, durable as in production, with servers on it. */
export type Stage = {
  servers: Supervised[];
  webhooks: WebhookReceiver;
  /** What the data lies on, where that may be filled. */
  disk: SmallDisk | undefined;
  postmaster(): number;
  /** One of the server processes of PostgreSQL that serve Purser. */
  backend(): Promise<number>;
  close(): Promise<void>;
};

/** Names its database in the environment, which nothing may have read yet. */
export async function openStage({ servers: count, disk }: { servers: number; disk?: SmallDisk }): Promise<Stage> {
  const dataDir = disk?.path ?? testDirectory();
  const postgres = await startPostgres(dataDir, { say: () => {} });
  Object.assign(process.env, {
    DATABASE_URL: postgres.url,
    PURSER_SECRET: "a secret for tests, which sign nothing that anyone trusts",
    PURSER_PRIVATE_WEBHOOKS: "true",
    LOG_LEVEL: "fatal",
  });
  await migrate(postgres.url);
  const directory = await asOwner(postgres.url, async (client) => {
    await watchCommits(client);
    return (await client.query("SHOW data_directory")).rows[0].data_directory as string;
  });
  const servers = await Promise.all(Array.from({ length: count }, supervise));
  const webhooks = await webhookReceiver();
  return {
    servers,
    webhooks,
    disk,
    postmaster: () => Number(readFileSync(join(directory, "postmaster.pid"), "utf8").split("\n")[0]),
    backend: () =>
      asOwner(postgres.url, async (client) => {
        const named = "SELECT pid FROM pg_stat_activity WHERE application_name = 'purser' ORDER BY state_change DESC";
        return (await client.query(named)).rows[0].pid as number;
      }),
    close: async () => {
      await Promise.all(servers.map((server) => server.stop()));
      await webhooks.close();
      await closeDatabase();
      await postgres.stop();
      if (disk) disk.remove();
      else rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function supervise(): Promise<Supervised> {
  const env = { PORT: String(await freePort()) };
  let server: TestServer = await testServer(env);
  return {
    url: server.url,
    strike: async () => {
      await server.kill();
      server = await testServer(env);
    },
    stop: () => server.kill(),
  };
}

async function asOwner<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The limit that tells, in nano-dollars, and at which percents: the first of them after forty calls, which a short play makes too. */
export const toldLimit = 40n * dollar;
export const toldThresholds = [1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100];

/** An organisation with a project whose limit tells at each of these, one with caps at every scope, and a key to call with. */
export async function openOrganization(webhookUrl: string): Promise<{ ctx: Ctx; key: string }> {
  const ctx = await testOrganization({ projects: Object.values(projects) });
  const capped = { projectId: projects.capped };
  await setCap(ctx, {
    scope: "project",
    projectId: projects.open,
    scopeId: projects.open,
    window: "month",
    limit: toldLimit,
    thresholds: toldThresholds,
    onExceeded: ["notify", "webhook"],
    id: "told",
  });
  await setCap(ctx, { scope: "project", ...capped, scopeId: projects.capped, window: "month", limit: 9n * dollar });
  await setCap(ctx, { scope: "pipeline_run", ...capped, window: "run", limit: dollar });
  for (const id of cappedAgents) {
    await setCap(ctx, { id: `agent-${id}`, scope: "agent", scopeId: id, window: "day", limit: 3n * dollar });
  }
  await createWebhook({ ctx, input: { url: webhookUrl, events: ["BudgetThresholdCrossed"] } });
  return { ctx, key: await testKey(ctx, "ingest", "reserve") };
}

/** Tries until it does not fail, for half a minute: what is asked of a database that has just been struck. */
export async function whenBack<T>(work: () => Promise<T>): Promise<T> {
  const until = Date.now() + 30_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(200);
    }
  }
}
