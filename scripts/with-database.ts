import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { startPostgres } from "./postgres.ts";

/** Where the embedded server keeps everything: `--data-dir`, else `PURSER_DATA_DIR`, else `.data` of the project. */
export function dataDirectory(option?: string): string {
  return resolve(option || process.env.PURSER_DATA_DIR || fileURLToPath(new URL("../.data", import.meta.url)));
}

/**
 * Runs a command's work on the database: `DATABASE_URL`, or the embedded server of the data directory, which is
 * shared with whatever else uses it now.
 */
export async function withDatabase<T>(work: (databaseUrl: string) => Promise<T>, dataDir?: string): Promise<T> {
  if (process.env.DATABASE_URL) return work(process.env.DATABASE_URL);
  const postgres = await startPostgres(dataDirectory(dataDir), { say: (text) => console.error(text) });
  try {
    process.env.DATABASE_URL = postgres.url;
    return await work(postgres.url);
  } finally {
    await postgres.stop();
  }
}
