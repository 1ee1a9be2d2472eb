import { mkdirSync, writeFileSync } from "node:fs";
import { migrationsList, schemaFiles, withSchemaEngine } from "./migrate.ts";
import { withDatabase } from "./with-database.ts";

/** `npm run migration -- <name>`: writes the SQL that leads from the migrations so far to `prisma/schema`. */
const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error("Usage: npm run migration -- <name_in_lower_case>");
  process.exit(1);
}

await withDatabase(async (url) => {
  const script = await withSchemaEngine(url, async (engine) => {
    const { stdout } = await engine.diff({
      from: migrationsList().migrationDirectories.length ? { tag: "url", url } : { tag: "empty" },
      to: { tag: "schemaDatamodel", files: schemaFiles().map(([path, content]) => ({ path, content })) },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout ?? "";
  });
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = new URL(`../prisma/migrations/${stamp}_${name}/`, import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL("migration.sql", folder), script);
  console.error(`Wrote ${folder.pathname}migration.sql: read it before you commit it.`);
});
