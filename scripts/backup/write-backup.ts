import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { Client } from "pg";
import { to as copyTo } from "pg-copy-streams";
import { StartError } from "#server/start-error.ts";
import { type BackupHeader, backupFormat, jobColumns, jobsTable, type TableLine } from "./backup-format.ts";

/** What was written: when it began, rows by table, bytes before compression. */
export type Written = { createdAt: string; rows: Record<string, number>; bytes: number };

/**
 * Writes everything in the database as one backup, as it stands at one instant: what was committed before this was called is
 * in it. Nobody waits for it, and memory stays flat. `secret` goes along.
 * @throws StartError when there is no Purser in the database.
 */
export async function writeBackup(databaseUrl: string, secret: string | null, out: Writable): Promise<Written> {
  const client = new Client({ connectionString: databaseUrl, application_name: "purser backup" });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    // Rows are text in the file: dates, floats and bytes are to be the same wherever it is read.
    await client.query("SET LOCAL datestyle = 'ISO'; SET LOCAL timezone = 'UTC'; SET LOCAL extra_float_digits = 3");
    const header = await headerOf(client, secret);
    const written: Written = { createdAt: header.createdAt, rows: {}, bytes: 0 };
    await pipeline(Readable.from(chunks(client, header, written)), createGzip({ level: 4 }), out);
    await client.query("COMMIT");
    return written;
  } finally {
    await client.end().catch(() => {});
  }
}

/** A file that only we may read. It must not be there yet. */
export const backupFile = (path: string): Writable =>
  createWriteStream(path, { flags: "wx", mode: 0o600, flush: true });

async function headerOf(client: Client, secret: string | null): Promise<BackupHeader> {
  const { rows: found } = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found");
  if (!found[0]?.found) throw new StartError("There is no Purser in this database: nothing to back up.");
  const { rows: names } = await client.query<{ name: string }>(
    "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1",
  );
  const { rows } = await client.query<{ now: Date; version: number }>(
    "SELECT now(), current_setting('server_version_num')::int / 10000 AS version",
  );
  return {
    purser: "backup",
    format: backupFormat,
    createdAt: rows[0]?.now.toISOString() ?? "",
    postgres: rows[0]?.version ?? 0,
    migrations: names.map(({ name }) => name),
    secret,
  };
}

/** The whole file before compression; counts in `written`. */
async function* chunks(client: Client, header: BackupHeader, written: Written): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  const counted = (chunk: Buffer) => {
    hash.update(chunk);
    written.bytes += chunk.length;
    return chunk;
  };
  yield counted(line(header));
  for (const { table, columns, select } of [...(await tablesOf(client)), ...(await jobsOf(client))]) {
    const head: TableLine = { table, columns };
    yield counted(line(head));
    const rows = client.query(copyTo(`COPY (${select}) TO STDOUT`));
    for await (const chunk of inLargeChunks(rows)) yield counted(chunk);
    written.rows[table] = rows.rowCount;
    yield counted(Buffer.from("\\.\n"));
  }
  yield line({ rows: written.rows, sha256: hash.digest("hex") });
}

const line = (value: object) => Buffer.from(`${JSON.stringify(value)}\n`);

/** Rows come one by one: to pass each on alone would cost more than to read it. */
async function* inLargeChunks(rows: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const row of rows) {
    parts.push(row);
    size += row.length;
    if (size < 65_536) continue;
    yield Buffer.concat(parts);
    parts = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(parts);
}

type Table = TableLine & { select: string };

/**
 * Every table of Purser, those first that others refer to. Transaction numbers (xid8) mean something on their own server
 * only: where the rows go they get that server's.
 */
async function tablesOf(client: Client): Promise<Table[]> {
  const { rows: tables } = await client.query<{ table: string; columns: string[]; refersTo: string[] }>(
    `SELECT c.relname::text AS table, array_agg(a.attname::text ORDER BY a.attnum) AS columns,
       ARRAY(SELECT k.confrelid::regclass::text FROM pg_constraint k
         WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid <> c.oid) AS "refersTo"
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       AND a.attgenerated = '' AND a.atttypid <> 'xid8'::regtype
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> '_prisma_migrations'
     GROUP BY c.oid ORDER BY 1`,
  );
  const ordered: typeof tables = [];
  const names = new Set<string>();
  while (ordered.length < tables.length) {
    const next = tables.filter((one) => !names.has(one.table) && one.refersTo.every((name) => names.has(name)));
    if (next.length === 0) throw new Error("Tables refer to one another in a circle.");
    for (const one of next) names.add(one.table);
    ordered.push(...next);
  }
  return ordered.map(({ table, columns }) => ({
    table,
    columns,
    select: `SELECT ${columns.map(quoted).join(", ")} FROM ${quoted(table)}`,
  }));
}

/** What waits for the worker; where none ever ran there is nothing. */
async function jobsOf(client: Client): Promise<Table[]> {
  const { rows } = await client.query("SELECT to_regclass('graphile_worker._private_jobs') IS NOT NULL AS found");
  if (!rows[0]?.found) return [];
  const select = `SELECT t.identifier, j.payload, q.queue_name, j.run_at, j.max_attempts, j.key, j.priority
    FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
    LEFT JOIN graphile_worker._private_job_queues q ON q.id = j.job_queue_id
    WHERE j.attempts < j.max_attempts ORDER BY j.id`;
  return [{ table: jobsTable, columns: jobColumns, select }];
}

/** A name as SQL has it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
