import { readdirSync, readFileSync } from "node:fs";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { SchemaEngine } from "@prisma/schema-engine-wasm";
import { Client } from "pg";
import { StartError } from "./start-error.ts";

const root = new URL("../prisma/", import.meta.url);
const oldest = 15;
/** Any number, the same in every Purser: one process migrates at a time. */
const lockKey = 7_873_737;

/**
 * Brings a database to the current schema: `prisma/migrations` in order by Prisma's own schema engine (as
 * WebAssembly: nothing to download), then the SQL functions of `prisma/functions`, which may change freely.
 * Returns the names of the migrations applied now.
 * @throws StartError when the server cannot be reached or is older than PostgreSQL 15.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const client = await connect(databaseUrl);
  try {
    await client.query("SELECT pg_advisory_lock($1)", [lockKey]);
    const applied = await withSchemaEngine(databaseUrl, async (engine) => {
      const { appliedMigrationNames } = await engine.applyMigrations({
        migrationsList: migrationsList(),
        filters: noFilters,
      });
      return appliedMigrationNames;
    });
    await createFunctions(client);
    return applied;
  } finally {
    await client.end();
  }
}

async function connect(databaseUrl: string): Promise<Client> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (cause) {
    const { host } = new URL(databaseUrl);
    const reason =
      cause instanceof Error ? cause.message || String("code" in cause ? cause.code : cause) : String(cause);
    throw new StartError(
      `The database at ${host} cannot be reached: ${reason}. Check DATABASE_URL, or unset it to use the embedded PostgreSQL.`,
      { cause },
    );
  }
  const { rows } = await client.query<{ version: number }>(
    "SELECT current_setting('server_version_num')::int / 10000 AS version",
  );
  const version = rows[0]?.version ?? 0;
  if (version < oldest) {
    await client.end();
    throw new StartError(`The database is PostgreSQL ${version}; Purser needs ${oldest} or newer.`);
  }
  return client;
}

const noFilters = { externalTables: [], externalEnums: [] };

/** Runs `work` with Prisma's schema engine on one database. Used by the migration scripts only. */
export async function withSchemaEngine<T>(databaseUrl: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: databaseUrl }));
  const engine = await SchemaEngine.new({ datamodels: schemaFiles() }, () => {}, adapter);
  try {
    return await work(engine);
  } finally {
    engine.free();
  }
}

/** `prisma/schema/*.prisma` as [path, content]. */
export function schemaFiles(): [string, string][] {
  return readdirSync(new URL("schema/", root))
    .filter((name) => name.endsWith(".prisma"))
    .sort()
    .map((name) => [name, readFileSync(new URL(`schema/${name}`, root), "utf8")]);
}

/** `prisma/migrations` in the form that the schema engine takes. */
export function migrationsList() {
  const folder = new URL("migrations/", root);
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir: folder.pathname,
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

/** Function bodies hold `;`, which the migration engine splits at, so they are created here, whole, at every start. */
async function createFunctions(client: Client): Promise<void> {
  const folder = new URL("functions/", root);
  await client.query("BEGIN");
  for (const name of readdirSync(folder).sort()) await client.query(readFileSync(new URL(name, folder), "utf8"));
  await client.query("COMMIT");
}
