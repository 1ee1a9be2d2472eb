import { readdir, stat } from "node:fs/promises";
import { basename, extname, join, relative } from "node:path";
import { AppError } from "#server/errors.ts";

/** A file to import. `named`: on the command line itself, not found in a folder. */
export type FoundFile = { path: string; name: string; size: number; named: boolean };

const endings = new Set([".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".log", ".txt"]);

/** What Claude Code notes of a subagent beside its log: read together with that (`subagent-types.ts`). */
const besideLogs = ".meta.json";
const notEntered = new Set(["node_modules", ".git"]);

/**
 * The files of a list of files and folders, each once, in a fixed order; folders with all they hold, links in them not
 * followed. @throws AppError `not_found` for what does not exist.
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const path of paths) {
    const info = await stat(path).catch(() => null);
    if (!info) throw new AppError("not_found", `There is no file or folder ${path}.`);
    if (info.isDirectory()) {
      for (const file of await filesIn(path)) if (!found.has(file.path)) found.set(file.path, file);
    } else {
      found.set(path, { path, name: basename(path), size: info.size, named: true });
    }
  }
  return [...found.values()];
}

async function filesIn(folder: string): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  const enter = async (directory: string) => {
    const entries = await readdir(directory, { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = join(directory, entry.name);
      if (entry.isDirectory() && !notEntered.has(entry.name)) await enter(path);
      else if (entry.isFile() && !entry.name.endsWith(besideLogs) && endings.has(extname(entry.name).toLowerCase())) {
        files.push({ path, name: relative(folder, path), size: (await stat(path)).size, named: false });
      }
    }
  };
  await enter(folder);
  return files;
}
