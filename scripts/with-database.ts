import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { StartError } from "#server/start-error.ts";
import { startPostgres } from "./postgres.ts";

/** Where the embedded server keeps everything: `--data-dir`, else `PURSER_DATA_DIR`, else `.data` of the project. */
export function dataDirectory(option?: string): string {
  return resolve(option || process.env.PURSER_DATA_DIR || fileURLToPath(new URL("../.data", import.meta.url)));
}

/**
 * Runs a command's work on the database: `DATABASE_URL`, or the embedded server of the data directory, which is
 * shared with whatever else uses it now. With `create`, a directory that is not there is made.
 * @throws StartError when there is none.
 */
export async function withDatabase<T>(
  work: (databaseUrl: string) => Promise<T>,
  { dataDir, create = false }: { dataDir?: string; create?: boolean } = {},
): Promise<T> {
  if (process.env.DATABASE_URL) return work(process.env.DATABASE_URL);
  const folder = dataDirectory(dataDir);
  if (!create && !existsSync(folder)) {
    // A command on the wrong folder must say so, and not leave an empty database there.
    throw new StartError(
      `There is no Purser data in ${folder}. Start Purser once (npm start), or say where its data is with --data-dir or PURSER_DATA_DIR.`,
    );
  }
  const postgres = await startPostgres(folder, { say: (text) => console.error(text) });
  try {
    process.env.DATABASE_URL = postgres.url;
    return await work(postgres.url);
  } finally {
    await postgres.stop();
  }
}
