import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { runMigrations } from "graphile-worker";
import { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { StartError } from "#server/start-error.ts";
import { migrate, migrateTo } from "../migrate.ts";
import { jobsTable } from "./backup-format.ts";
import { type BackupTable, readBackup } from "./read-backup.ts";
import { quoted } from "./write-backup.ts";

/**
 * Puts a backup into an empty database: the tables as they were, its rows, all or none, then what this Purser has changed
 * since. `say` is told each table. Verify the file first: a damaged one leaves empty tables.
 * @throws StartError when the database is not empty, or the backup is of a newer Purser.
 */
export async function loadBackup(databaseUrl: string, file: string, say: (text: string) => void): Promise<void> {
  await refuseUnlessEmpty(databaseUrl);
  const { header, tables, counts } = await readBackup(file);
  await migrateTo(databaseUrl, header.migrations);
  // What waits for the worker goes into its tables, by its own function.
  await runMigrations({ connectionString: databaseUrl });
  const client = new Client({ connectionString: databaseUrl, application_name: "purser restore" });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query(
      "SET LOCAL datestyle = 'ISO'; SET LOCAL timezone = 'UTC'; SET LOCAL maintenance_work_mem = '256MB'",
    );
    const rebuildIndexes = await dropIndexes(client);
    const loaded: Record<string, number> = {};
    for await (const table of tables) {
      loaded[table.table] = await (table.table === jobsTable ? loadJobs : loadTable)(client, table);
      if (loaded[table.table]) say(`  ${table.table}: ${loaded[table.table]}`);
    }
    if (JSON.stringify(loaded) !== JSON.stringify(counts())) throw new Error("Not every row of the backup was taken.");
    await rebuildIndexes();
    await client.query("COMMIT");
    await client.query("ANALYZE");
  } finally {
    await client.end().catch(() => {});
  }
  await migrate(databaseUrl);
}

/** @throws StartError when there are tables in it, those of the worker too. */
async function refuseUnlessEmpty(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ found: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p') AND (n.nspname = current_schema() OR n.nspname = 'graphile_worker')) AS found`,
    );
    if (rows[0]?.found) {
      throw new StartError(
        "The database has tables already, and a restore overwrites nothing. Make a new, empty database and name it in DATABASE_URL.",
      );
    }
  } finally {
    await client.end().catch(() => {});
  }
}

/** Indexes are made faster of all rows at once than row by row. Those that keys need stay. Returns what makes them again. */
async function dropIndexes(client: Client): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
     FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
     WHERE c.relnamespace = current_schema()::regnamespace AND NOT i.indisunique`,
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  return async () => {
    for (const { definition } of rows) await client.query(definition);
  };
}

async function loadTable(client: Client, { table, columns, rows }: BackupTable): Promise<number> {
  const into = client.query(copyFrom(`COPY ${quoted(table)} (${columns.map(quoted).join(", ")}) FROM STDIN`));
  await pipeline(Readable.from(rows), into);
  return into.rowCount;
}

/** Each is tried anew, as often as it may be. */
async function loadJobs(client: Client, jobs: BackupTable): Promise<number> {
  const columns = "task text, payload json, queue text, run_at timestamptz, max_attempts int, key text, priority int";
  await client.query(`CREATE TEMPORARY TABLE waiting_jobs (${columns}) ON COMMIT DROP`);
  const count = await loadTable(client, { ...jobs, table: "waiting_jobs" });
  await client.query(
    `SELECT graphile_worker.add_job(task, payload, queue_name := queue, run_at := j.run_at,
       max_attempts := j.max_attempts, job_key := j.key, priority := j.priority) FROM waiting_jobs j`,
  );
  return count;
}
