import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { SchemaEngine } from "@prisma/schema-engine-wasm";
import { Pool } from "pg";
import { StartError } from "#server/start-error.ts";
import { replaceFunctions } from "./replace-functions.ts";
import { schemaFiles } from "./schema-files.ts";

const root = new URL("../prisma/", import.meta.url);
const oldest = 15;
/** Any number, the same in every Purser: one process migrates at a time. */
const lockKey = 7_873_737;

/**
 * Brings a database to the current schema: `prisma/migrations` in order by Prisma's own schema engine (as
 * WebAssembly: nothing to download), then the SQL functions of `prisma/functions`, which may change freely.
 * All of it is one transaction, so a migration that fails or is cut short leaves the database as it was.
 * Returns the names of the migrations applied now.
 * @throws StartError when the server cannot be reached, is older than PostgreSQL 15, or is ahead of this Purser.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  // One connection, so that everything the engine sends is inside our transaction.
  const pool = await connect(databaseUrl);
  try {
    await pool.query("BEGIN");
    await pool.query("SELECT pg_advisory_xact_lock($1)", [lockKey]);
    const applied = (await isCurrent(pool)) ? [] : await applyMigrations(pool, migrationNames());
    // Not by the engine: function bodies hold `;`, which its adapter splits at.
    await replaceFunctions(pool);
    await pool.query("COMMIT");
    return applied;
  } finally {
    await pool.end();
  }
}

/**
 * Brings an empty database to an earlier schema, that of these migrations, without functions: for rows that were written
 * under it. `migrate` then does the rest.
 * @throws StartError when one of them is not known here.
 */
export async function migrateTo(databaseUrl: string, names: readonly string[]): Promise<void> {
  const known = new Set(migrationNames());
  const ahead = names.filter((name) => !known.has(name));
  if (ahead.length > 0) throw fromNewerPurser("backup", ahead);
  const pool = await connect(databaseUrl);
  try {
    await pool.query("BEGIN");
    await pool.query("SELECT pg_advisory_xact_lock($1)", [lockKey]);
    await applyMigrations(pool, names);
    await pool.query("COMMIT");
  } finally {
    await pool.end();
  }
}

const fromNewerPurser = (what: string, migrations: readonly string[]) =>
  new StartError(
    `The ${what} was written by a newer Purser (migration ${[...migrations].sort().at(-1)}). Update this copy, or use another ${what}.`,
  );

async function connect(databaseUrl: string): Promise<Pool> {
  if (!/^postgres(ql)?:\/\//.test(databaseUrl) || !URL.canParse(databaseUrl)) {
    throw new StartError("DATABASE_URL must look like postgres://user:password@host:5432/database.");
  }
  const pool = new Pool({
    connectionString: databaseUrl,
    max: 1,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 0,
    application_name: "purser migration",
  });
  pool.on("error", () => {});
  try {
    const { rows } = await pool.query("SELECT current_setting('server_version_num')::int / 10000 AS version");
    const version = Number(rows[0]?.version);
    if (version >= oldest) return pool;
    throw new StartError(`The database is PostgreSQL ${version}; Purser needs ${oldest} or newer.`);
  } catch (error) {
    await pool.end();
    if (error instanceof StartError) throw error;
    throw new StartError(
      `The database at ${new URL(databaseUrl).host} cannot be used: ${reason(error)}. Check DATABASE_URL, or unset it to use the embedded PostgreSQL.`,
      { cause: error },
    );
  }
}

/** Where a name has several addresses, Node's error has no message of its own, only a code. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ("code" in error ? String(error.code) : error.name);
}

/** True when nothing is left to apply: then the engine, which takes a second to load, is not needed. */
async function isCurrent(pool: Pool): Promise<boolean> {
  const { rows: tables } = await pool.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found");
  if (!tables[0]?.found) return false;
  const { rows } = await pool.query<{ name: string }>(
    "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
  );
  const known = new Set(migrationNames());
  const ahead = rows.filter(({ name }) => !known.delete(name)).map(({ name }) => name);
  if (ahead.length > 0) throw fromNewerPurser("database", ahead);
  return known.size === 0;
}

async function applyMigrations(pool: Pool, names: readonly string[]): Promise<string[]> {
  try {
    return await withSchemaEngine(pool, async (engine) => {
      const result = await engine.applyMigrations({ migrationsList: migrationsList(names), filters: noFilters });
      return result.appliedMigrationNames;
    });
  } catch (cause) {
    throw new StartError(
      `The migrations do not fit this database, and nothing in it was changed: ${reason(cause)} Use an empty database for Purser.`,
      { cause },
    );
  }
}

const noFilters = { externalTables: [], externalEnums: [] };

/** Runs `work` with Prisma's schema engine on the database of `pool`. */
export async function withSchemaEngine<T>(pool: Pool, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool));
  const engine = await SchemaEngine.new({ datamodels: schemaFiles() }, () => {}, adapter);
  // It leaves the timer of its lock, ten seconds, behind: no command that is done may wait for that before it ends.
  const { setTimeout: withWaiting } = globalThis;
  const withoutWaiting = (...timer: Parameters<typeof withWaiting>) => withWaiting(...timer).unref();
  globalThis.setTimeout = Object.assign(withoutWaiting, withWaiting);
  try {
    return await work(engine);
  } finally {
    globalThis.setTimeout = withWaiting;
    engine.free();
  }
}

function migrationNames(): string[] {
  return readdirSync(new URL("migrations/", root), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Those of `prisma/migrations` in the form that the schema engine takes. */
function migrationsList(names: readonly string[]) {
  const folder = new URL("migrations/", root);
  return {
    baseDir: fileURLToPath(folder),
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok" as const, value: readFileSync(new URL(`${name}/migration.sql`, folder), "utf8") },
      },
    })),
  };
}
