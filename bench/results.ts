import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import type { Collection } from "./collection.ts";

type Run = { quick: boolean; only: readonly string[] | undefined; entries: number };

/**
 * Writes what a run came to, and returns where: `results/latest.json` for a full run of all figures, `results/part.json` for
 * any other, so that no file holds figures of different hours and commits.
 */
export function writeResults(
  { figures, failed }: Collection,
  postgres: string | null,
  run: Run & { full: boolean },
): string {
  const folder = fileURLToPath(new URL("results/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const name = run.full ? "latest.json" : "part.json";
  const { full: _, ...told } = run;
  const results = { ...measuredOn(postgres), at: new Date().toISOString(), run: told, figures, failed };
  writeFileSync(`${folder}${name}`, `${JSON.stringify(results, null, 2)}\n`);
  return `bench/results/${name}`;
}

/** The machine, the versions and the commit, as a line to stand over the table. */
export function measuredLine(postgres: string | null, { quick, full, entries }: Run & { full: boolean }): string {
  const { machine, versions, commit } = measuredOn(postgres);
  const kind = `${quick ? "quick" : full ? "full" : "partial"} run, ledger of ${entries.toLocaleString("en-US")} entries`;
  const database = postgres === null ? "" : ` PostgreSQL ${postgres},`;
  return `${machine.cores} × ${machine.cpu}, ${machine.memoryGiB} GiB, Node ${versions.node},${database} commit ${commit}, ${new Date().toISOString().slice(0, 10)}, ${kind}`;
}

function measuredOn(postgres: string | null) {
  return {
    machine: { cpu: cpus()[0]?.model.trim() ?? "", cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) },
    versions: { node: process.versions.node, postgres },
    commit: commit(),
  };
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
