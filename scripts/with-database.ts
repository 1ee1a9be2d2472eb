import { resolve } from "node:path";
import { startPostgres } from "./postgres.ts";

/** Where the embedded server keeps everything: `--data-dir`, else `PURSER_DATA_DIR`, else `.data` of the project. */
export function dataDirectory(option?: string): string {
  return resolve(option ?? process.env.PURSER_DATA_DIR ?? new URL("../.data", import.meta.url).pathname);
}

/**
 * Runs a command's work on the database: `DATABASE_URL`, or the embedded server of the data directory. A server
 * that runs already is shared; one that had to be started is stopped again.
 */
export async function withDatabase<T>(work: (databaseUrl: string) => Promise<T>, dataDir?: string): Promise<T> {
  if (process.env.DATABASE_URL) return work(process.env.DATABASE_URL);
  const postgres = await startPostgres(dataDirectory(dataDir), (text) => console.error(text));
  try {
    process.env.DATABASE_URL = postgres.url;
    return await work(postgres.url);
  } finally {
    if (!postgres.alreadyRunning) await postgres.stop();
  }
}
