import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../prisma/schema/", import.meta.url);

/** `prisma/schema/*.prisma` as [path, content]. */
export function schemaFiles(): [string, string][] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".prisma"))
    .sort()
    .map((name) => [name, readFileSync(new URL(name, folder), "utf8")]);
}
