import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Pool } from "pg";
import { withSchemaEngine } from "./migrate.ts";
import { schemaFiles } from "./schema-files.ts";
import { withDatabase } from "./with-database.ts";

/**
 * `npm run migration -- <name>`: writes the SQL that leads from the schema as of the last migration, kept in
 * `prisma/migrations/schema.prisma`, to `prisma/schema`.
 */
const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error("Usage: npm run migration -- <name_in_lower_case>");
  process.exit(1);
}

const migrations = new URL("../prisma/migrations/", import.meta.url);
const snapshot = new URL("schema.prisma", migrations);
const now = schemaFiles().map(([path, content]) => ({ path, content }));
const whole = now.map(({ content }) => content).join("\n");
const before = existsSync(snapshot) ? readFileSync(snapshot, "utf8") : undefined;

// The engine asks the server for its version; nothing in the database is read or changed.
const sql = await withDatabase(
  async (connectionString) => {
    const pool = new Pool({ connectionString, max: 1 });
    const diff = await withSchemaEngine(pool, (engine) =>
      engine.diff({
        from: before
          ? { tag: "schemaDatamodel", files: [{ path: "before.prisma", content: before }] }
          : { tag: "empty" },
        to: { tag: "schemaDatamodel", files: now },
        script: true,
        exitCode: null,
        filters: { externalTables: [], externalEnums: [] },
      }),
    ).finally(() => pool.end());
    return diff.stdout ?? "";
  },
  { create: true },
);

if (/^(-- This is an empty migration\.)?\s*$/.test(sql)) {
  if (before !== whole) writeFileSync(snapshot, whole);
  console.error("No migration needed: the tables stay as they are.");
} else {
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = new URL(`${stamp}_${name}/`, migrations);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL("migration.sql", folder), sql);
  writeFileSync(snapshot, whole);
  console.error(`Wrote ${fileURLToPath(folder)}migration.sql: read it before you commit it.`);
}
