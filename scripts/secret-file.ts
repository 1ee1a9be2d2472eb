import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

/** The content of a file that only we may read, made by `create` at the first time. */
export function secretFile(file: string, create: () => string): string {
  if (!existsSync(file)) {
    writeFileSync(`${file}.new`, create(), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return readFileSync(file, "utf8").trim();
}
