import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, inject, it } from "vitest";
import { migrate } from "./migrate.ts";
import { databaseName, databaseUrl, withClient } from "./test-database.ts";

const { url: template, prefix } = inject("templateDatabase");
const serverUrl = databaseUrl(template, "postgres");
const made: string[] = [];

async function emptyDatabase(): Promise<string> {
  const url = databaseUrl(serverUrl, `${prefix}${randomUUID().slice(0, 8)}`);
  made.push(databaseName(url));
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${databaseName(url)}`));
  return url;
}

afterEach(async () => {
  for (const name of made.splice(0)) {
    await withClient(serverUrl, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  }
});

async function tables(url: string): Promise<string[]> {
  const { rows } = await withClient(url, (client) =>
    client.query("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"),
  );
  return rows.map(({ name }) => name);
}

describe("migrations", () => {
  it("bring an empty database to the schema, once, whoever comes first", async () => {
    const url = await emptyDatabase();
    const applied = await Promise.all([migrate(url), migrate(url), migrate(url)]);
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
    expect(await tables(url)).toContain("credit_transactions");
    expect(await migrate(url)).toEqual([]);
  });

  it("that fail half-way leave the database as it was, and can be done again", async () => {
    const url = await emptyDatabase();
    await withClient(url, (client) => client.query("CREATE TABLE usage_counters (in_the_way int)"));
    await expect(migrate(url)).rejects.toThrow("nothing in it was changed");
    expect(await tables(url)).toEqual(["usage_counters"]);
    await withClient(url, (client) => client.query("DROP TABLE usage_counters"));
    expect(await migrate(url)).not.toEqual([]);
  });

  it("whose connection is cut leave the database as it was", async () => {
    const url = await emptyDatabase();
    // Holds the lock that a migration takes first, so that it is certainly under way when it is cut.
    await withClient(url, async (client) => {
      await client.query("SELECT pg_advisory_lock(7873737)");
      const migration = expect(migrate(url)).rejects.toThrow();
      const cut =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'";
      while ((await client.query(cut)).rowCount === 0);
      await migration;
    });
    expect(await tables(url)).toEqual([]);
    expect(await migrate(url)).not.toEqual([]);
  });

  it("make the functions those of this version, and leave other people's alone", async () => {
    const url = await emptyDatabase();
    const functions =
      "SELECT oid::regprocedure::text AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1";
    await migrate(url);
    await withClient(url, async (client) => {
      const { rows: before } = await client.query(functions);
      expect(before.length).toBeGreaterThan(0);
      await client.query(`COMMENT ON FUNCTION ${before[0].name} IS 'Purser of another version'`);
      await client.query("CREATE FUNCTION gone(int) RETURNS int LANGUAGE sql AS 'SELECT $1'");
      await client.query("COMMENT ON FUNCTION gone(int) IS 'Purser of another version'");
      await client.query("CREATE FUNCTION someone_elses(int) RETURNS int LANGUAGE sql AS 'SELECT $1'");
      await migrate(url);
      const { rows: after } = await client.query(functions);
      const names = [...before, { name: "someone_elses(integer)" }].map(({ name }) => name).sort();
      expect(after.map(({ name }) => name).sort()).toEqual(names);
    });
  });

  it("refuse a database of a newer Purser", async () => {
    const url = await emptyDatabase();
    await migrate(url);
    await withClient(url, (client) =>
      client.query(
        "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ('x', 'x', '29990101000000_future', now(), 1)",
      ),
    );
    await expect(migrate(url)).rejects.toThrow("newer Purser (migration 29990101000000_future)");
  });
});

describe("an address of no use", () => {
  it.each([
    ["that nothing listens on", "postgres://me:secret@127.0.0.1:1/db", "127.0.0.1:1 cannot be used"],
    ["that does not exist", "postgres://me:secret@nowhere.invalid/db", "nowhere.invalid cannot be used"],
    ["that is none", "localhost/db", "DATABASE_URL must look like postgres://"],
    ["of another database", "mysql://me:secret@localhost/db", "DATABASE_URL must look like postgres://"],
  ])("%s is named without its password", async (_, url, sentence) => {
    const failure = await migrate(url).catch((error: Error) => error.message);
    expect(failure).toContain(sentence);
    expect(failure).not.toContain("secret");
  });
});
