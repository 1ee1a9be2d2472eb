import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestOrganization } from "./organization.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** `npm run import` of one file into a project; returns what it says. @throws Error when it ends with anything but 0. */
export async function importFile({ ctx }: TestOrganization, projectId: string, path: string): Promise<string> {
  const options = ["--org", ctx.orgId, "--project", projectId];
  const windows = process.platform === "win32";
  const { stdout } = await promisify(execFile)(
    windows ? "npm.cmd" : "npm",
    ["run", "--silent", "import", "--", path, ...options],
    { cwd: root, shell: windows },
  );
  return stdout;
}

/** The lines of a JSONL file as they are. */
export function readLines<Line>(path: string): Line[] {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line) => line.trim()).map((line) => JSON.parse(line));
}
