import { execFile } from "node:child_process";
import { expect, test } from "vitest";
import { pool } from "#server/db.ts";
import { brokenRules, citusSteps } from "./citus-rules.ts";

test("the schema keeps every rule by which it can be spread, and every table of an organisation is placed beside its settings", async () => {
  expect((await brokenRules(pool())).broken).toEqual([]);
  const steps = (await citusSteps(pool())).map(({ sql }) => sql);
  expect(steps[0]).toBe("SELECT create_distributed_table('org_settings', 'org_id', colocate_with := 'none')");
  expect(steps).toContain(
    "SELECT create_distributed_table('credit_transactions', 'org_id', colocate_with := 'org_settings')",
  );
  expect(steps.filter((sql) => sql.includes("create_reference_table"))).toEqual([
    "SELECT create_reference_table('prices')",
  ]);
  expect(steps.some((sql) => sql.includes("'users'") || sql.includes("'api_keys'"))).toBe(false);
  expect(steps.some((sql) => /create_distributed_function\('record_transactions\(.*'p_org_id'/.test(sql))).toBe(true);
});

test("whatever breaks a rule is named; on a plain PostgreSQL nothing is applied", async () => {
  const client = await pool().connect();
  await client.query("CREATE TABLE unkeyed (id text PRIMARY KEY, org_id text)");
  await client.query("CREATE TABLE numbered (org_id text, id serial, PRIMARY KEY (org_id, id), UNIQUE (id))");
  await client.query(
    "CREATE TABLE referring (org_id text PRIMARY KEY, other text REFERENCES unkeyed (id) ON DELETE SET NULL ON UPDATE CASCADE)",
  );
  await client.query("CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'");
  await client.query("CREATE TRIGGER told BEFORE INSERT ON referring FOR EACH ROW EXECUTE FUNCTION nothing()");
  client.release();
  const places = (await brokenRules(pool())).broken.map(({ at }) => at);
  expect(places.sort()).toEqual(
    [
      "unkeyed",
      "numbered_id_key",
      "numbered.id",
      "referring referring_other_fkey",
      "referring referring_other_fkey",
      "referring told",
    ].sort(),
  );
  const run = (mode: string) =>
    new Promise<{ code: number; output: string }>((resolve) => {
      execFile(
        process.execPath,
        ["--disable-warning=ExperimentalWarning", "scripts/citus.ts", mode],
        (error, stdout, stderr) =>
          resolve({ code: typeof error?.code === "number" ? error.code : 0, output: stdout + stderr }),
      );
    });
  expect(await run("--check")).toMatchObject({
    code: 1,
    output: expect.stringContaining("✗ no triggers\n    referring told"),
  });
  await pool().query("DROP TABLE referring, numbered, unkeyed");
  expect(await run("--check")).toMatchObject({
    code: 0,
    output: expect.stringContaining("has no Citus. With it, --apply would do:"),
  });
  expect(await run("--apply")).toMatchObject({ code: 1, output: expect.stringContaining("nothing was changed") });
});
