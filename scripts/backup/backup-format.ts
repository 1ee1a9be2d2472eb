import { z } from "zod";

/**
 * A backup is one gzip file of text, in the form in which PostgreSQL copies tables, which no version has ever changed: a line
 * of JSON that says what it is; for each table a line of JSON, its rows as `COPY … TO STDOUT` gives them, and a line `\.`; and
 * a line of JSON with the number of rows of each and the SHA-256 of all bytes before it. `zcat` shows it to a person.
 */
export const backupHeader = z.object({
  purser: z.literal("backup"),
  format: z.int(),
  /** When it began: what was committed until then is in it. */
  createdAt: z.iso.datetime(),
  postgres: z.int(),
  /** The migrations that the database had, by name. */
  migrations: z.array(z.string()).min(1),
  /** The secret of the data directory, which signs sessions and locks the keys of tokens; none where PURSER_SECRET is set. */
  secret: z.string().nullable(),
});
export type BackupHeader = z.infer<typeof backupHeader>;

export const backupFormat = 1;

/** Begins the rows of a table, or of the jobs that wait for the worker. */
export const tableLine = z.object({ table: z.string(), columns: z.array(z.string()) });
export type TableLine = z.infer<typeof tableLine>;

/** Ends the file. */
export const backupFooter = z.object({
  rows: z.record(z.string(), z.int()),
  sha256: z.string(),
});

/** Ends the rows of a table: data never holds it, since a backslash in a value is written twice. */
export const endOfRows = Buffer.from("\n\\.\n");

/** Stands for what waits for the worker, whose own tables are another package's. */
export const jobsTable = "waiting jobs";
export const jobColumns = ["task", "payload", "queue", "run_at", "max_attempts", "key", "priority"];
