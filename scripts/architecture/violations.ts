import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { schemaFiles } from "../schema-files.ts";
import { fileViolations } from "./file-rules.ts";
import { importViolations, type Modules } from "./import-rules.ts";
import { parseModule } from "./parse-module.ts";
import { migrationViolations, schemaViolations } from "./schema-rules.ts";

const folders = "{app,bench,components,e2e,scripts,sdk,server}";

/** Everything in the project that breaks the rules of its architecture, one sentence each. There is no allow-list. */
export function violations(): string[] {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const modules: Modules = new Map();
  const found: string[] = [];
  for (const path of globSync(`${folders}/**/*.{ts,tsx,mjs}`, {
    cwd: root,
    exclude: ["e2e/results", "sdk/dist"],
  }).sort()) {
    const source = readFileSync(`${root}/${path}`, "utf8");
    const module = parseModule(path, source);
    modules.set(path, module);
    found.push(...fileViolations(path, source, module));
  }
  const schema = schemaFiles().map(([, content]) => content);
  const asOfLastMigration = readFileSync(`${root}/prisma/migrations/schema.prisma`, "utf8");
  return [
    ...found,
    ...importViolations(modules),
    ...schemaViolations(schema.join("\n")),
    ...migrationViolations(schema.join("\n"), asOfLastMigration),
  ];
}
