import type { Pool } from "pg";

/** What is broken of the rules by which the schema can be spread over machines: docs/operations.md, "Beyond one machine". */
export type Broken = { rule: string; at: string };

/** SQL: tables of ours, and whether an organisation's data is in them (their primary key begins with org_id). */
const tables = `
  SELECT c.oid, c.relname::text AS name, c.relname IN ('prices') AS shared,
    COALESCE((SELECT a.attname = 'org_id' FROM pg_constraint k
      JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
      WHERE k.conrelid = c.oid AND k.contype = 'p'), false) AS of_organization
  FROM pg_class c
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> '_prisma_migrations'`;

/** Each answers with the places (`at`) where its rule does not hold. */
const rules: Record<string, string> = {
  "every table of an organisation has a primary key that begins with org_id": `
    SELECT t.name AS at FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'org_id' AND NOT a.attisdropped
    WHERE NOT t.of_organization AND t.name <> 'api_keys'`,
  "org_id is text": `
    SELECT t.name AS at FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'org_id'
    WHERE t.of_organization AND a.atttypid <> 'text'::regtype`,
  "unique constraints, unique indexes and foreign keys of an organisation's data begin with org_id": `
    SELECT i.indexrelid::regclass::text AS at FROM t JOIN pg_index i ON i.indrelid = t.oid AND i.indisunique
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0] WHERE t.of_organization AND a.attname <> 'org_id'
    UNION ALL
    SELECT t.name || ' ' || k.conname FROM t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'f'
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.conkey[1] WHERE t.of_organization AND a.attname <> 'org_id'`,
  "org_settings, which all others are placed beside, is keyed by org_id alone": `
    SELECT 'org_settings' AS at WHERE NOT EXISTS (
      SELECT 1 FROM t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'p' AND cardinality(k.conkey) = 1
      WHERE t.name = 'org_settings' AND t.of_organization)`,
  "a foreign key changes nothing on update, and sets nothing to null on delete": `
    SELECT t.name || ' ' || k.conname AS at FROM t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'f'
    WHERE k.confupdtype <> 'a' OR k.confdeltype IN ('n', 'd')`,
  "ids are made by the application: no serial, no identity": `
    SELECT t.name || '.' || a.attname AS at FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%'`,
  "no triggers": `
    SELECT t.name || ' ' || g.tgname AS at FROM t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal`,
  "functions change one organisation: p_org_id text comes first, or they touch no table": `
    SELECT p.oid::regprocedure::text AS at FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace AND obj_description(p.oid, 'pg_proc') LIKE 'Purser %'
      AND p.proargnames[1] IS DISTINCT FROM 'p_org_id' AND p.prosrc ~* '\\m(INSERT INTO|UPDATE|DELETE FROM)\\M'
      AND p.proargnames[1] IS DISTINCT FROM 'p_now'`,
  "functions have no MERGE": `
    SELECT p.oid::regprocedure::text AS at FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace AND obj_description(p.oid, 'pg_proc') LIKE 'Purser %'
      AND p.prosrc ~* '\\mMERGE INTO\\M'`,
};

/** Every place where a rule is broken that a catalog can tell; empty where all hold. Changes nothing. */
export async function brokenRules(pool: Pool): Promise<{ rules: string[]; broken: Broken[] }> {
  const broken: Broken[] = [];
  for (const [rule, sql] of Object.entries(rules)) {
    const { rows } = await pool.query<{ at: string }>(`WITH t AS (${tables}) SELECT at FROM (${sql}) x ORDER BY at`);
    broken.push(...rows.map(({ at }) => ({ rule, at })));
  }
  return { rules: Object.keys(rules), broken };
}

/** One statement that spreads a table or a function, and what it is about. */
export type Step = { of: string; sql: string };

/** What makes a plain database one of Citus, in order; `done` says which of it is so already. */
export async function citusSteps(pool: Pool): Promise<Step[]> {
  const { rows } = await pool.query<{ name: string; shared: boolean }>(
    `SELECT name, shared FROM (${tables}) t WHERE of_organization ORDER BY name <> 'org_settings', name`,
  );
  const { rows: functions } = await pool.query<{ signature: string }>(
    `SELECT p.oid::regprocedure::text AS signature FROM pg_proc p
     WHERE p.pronamespace = current_schema()::regnamespace AND obj_description(p.oid, 'pg_proc') LIKE 'Purser %'
       AND p.proargnames[1] = 'p_org_id' AND p.proargtypes[0] = 'text'::regtype ORDER BY 1`,
  );
  return [
    ...rows.map(({ name, shared }) => ({ of: name, sql: distribute(name, shared) })),
    ...functions.map(({ signature }) => ({
      of: signature,
      sql: `SELECT create_distributed_function('${signature}', 'p_org_id', colocate_with := 'org_settings')`,
    })),
  ];
}

function distribute(name: string, shared: boolean): string {
  // Prices of the platform are read together with an organisation's own.
  if (shared) return `SELECT create_reference_table('${name}')`;
  const beside = name === "org_settings" ? "none" : "org_settings";
  return `SELECT create_distributed_table('${name}', 'org_id', colocate_with := '${beside}')`;
}
