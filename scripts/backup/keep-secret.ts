import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { secretFile } from "../secret-file.ts";

/**
 * Puts the secret of a backup into the data directory, where there is none: with another one, sessions end and tokens are
 * signed anew. Returns what there is to say of it.
 */
export function keepSecret(dataDir: string, secret: string | null): string[] {
  if (process.env.PURSER_SECRET) {
    return secret === null || secret === process.env.PURSER_SECRET ? [] : [`PURSER_SECRET ${another}`];
  }
  const file = join(dataDir, "secret");
  if (secret === null) {
    return existsSync(file) ? [] : ["PURSER_SECRET was set where this comes from: set the same one here."];
  }
  mkdirSync(dataDir, { recursive: true });
  if (existsSync(file) && readFileSync(file, "utf8").trim() !== secret) return [`${file} ${another}`];
  secretFile(file, () => secret);
  return [];
}

const another = "is not the secret of the backup and stays: people sign in anew, and tokens have new keys.";
