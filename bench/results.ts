import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import type { Collection } from "./collection.ts";

/**
 * Writes what a run came to, and returns where: `results/latest.json` for a run of all figures, `results/part.json` for one
 * of some, so that no file holds figures of different hours and commits.
 */
export function writeResults(
  { figures, failed }: Collection,
  { postgres, ...run }: { postgres: string; quick: boolean; only: readonly string[] | undefined; entries: number },
): string {
  const folder = fileURLToPath(new URL("results/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const name = run.only ? "part.json" : "latest.json";
  const machine = { cpu: cpus()[0]?.model ?? "", cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) };
  const versions = { node: process.versions.node, postgres };
  const results = { machine, versions, commit: commit(), at: new Date().toISOString(), run, figures, failed };
  writeFileSync(`${folder}${name}`, `${JSON.stringify(results, null, 2)}\n`);
  return `bench/results/${name}`;
}

/** The commit that was measured; a `+` for changes that are in none. */
function commit(): string | null {
  try {
    const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8" }).trim();
    const changed = git("status", "--porcelain", "--untracked-files=no") === "" ? "" : "+";
    return git("rev-parse", "--short", "HEAD") + changed;
  } catch {
    return null;
  }
}
