import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "#server/start-error.ts";
import { diskError } from "../disk-error.ts";
import { isAlive, releaseLock, takeLock } from "../lock-file.ts";
import { startPostgres } from "../postgres.ts";
import { clusterHolder } from "../postgres-cluster.ts";
import { postgresHome } from "../postgres-home.ts";

const say = (text: string) => console.error(text);

/**
 * Makes a new PostgreSQL in a data directory and runs `work` on it. With `replace`, the one that is there is put aside, and back if
 * that fails: then nothing of the new one stays. Purser must not run on the directory.
 * @throws StartError when it does, or when there is data and not `replace`.
 */
export async function intoNewCluster<T>(
  dataDir: string,
  replace: boolean,
  work: (databaseUrl: string) => Promise<T>,
): Promise<T> {
  const lock = join(dataDir, "purser.lock");
  try {
    mkdirSync(dataDir, { recursive: true });
    const holder = takeLock(lock, "a restore");
    if (holder)
      throw new StartError(`Purser runs on ${dataDir} (process ${holder.pid}, ${holder.note}). Stop it first.`);
  } catch (error) {
    throw diskError(error, dataDir);
  }
  try {
    const cluster = join((await postgresHome(dataDir, say)).home, "postgres");
    const aside = existsSync(cluster) ? putAside(cluster, replace, dataDir) : undefined;
    try {
      const done = await onNew(dataDir, work);
      if (aside) say(`What was there before is in ${aside}. Remove it once you do not need it.`);
      return done;
    } catch (error) {
      rmSync(cluster, { recursive: true, force: true });
      if (aside) renameSync(aside, cluster);
      throw error;
    }
  } finally {
    releaseLock(lock);
  }
}

async function onNew<T>(dataDir: string, work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const postgres = await startPostgres(dataDir, { say });
  try {
    process.env.DATABASE_URL = postgres.url;
    return await work(postgres.url);
  } finally {
    await postgres.stop();
  }
}

function putAside(cluster: string, replace: boolean, dataDir: string): string {
  if (!replace) {
    throw new StartError(
      `There is data in ${dataDir} already, and nothing of it was changed. Name another folder with --data-dir, or say --replace to put that data aside.`,
    );
  }
  const holder = clusterHolder(cluster);
  if (holder && isAlive(holder.pid)) {
    throw new StartError(
      `PostgreSQL runs on ${cluster} (process ${holder.pid}): a command still uses it. Let it end first.`,
    );
  }
  const aside = `${cluster}.before-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;
  renameSync(cluster, aside);
  return aside;
}
