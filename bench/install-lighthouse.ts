import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const from = fileURLToPath(new URL("lighthouse/", import.meta.url));
const into = fileURLToPath(new URL("../node_modules/.cache/purser-lighthouse/", import.meta.url));
const program = `${into}node_modules/lighthouse/cli/index.js`;

/**
 * Lighthouse's program, at the version of `bench/lighthouse`, installed when it is first asked for: its 114 packages are
 * for this benchmark alone, and would lengthen every other install.
 * @throws Error when it could not be installed.
 */
export function installLighthouse(say: (text: string) => void): string {
  const lock = (folder: string) => `${folder}package-lock.json`;
  // npm writes the copy in node_modules last: an install that was cut off has none.
  const whole = existsSync(`${into}node_modules/.package-lock.json`);
  if (whole && readFileSync(lock(into), "utf8") === readFileSync(lock(from), "utf8")) return program;
  say("  installing Lighthouse");
  mkdirSync(into, { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) copyFileSync(from + name, into + name);
  const [command, ...first] = process.env.npm_execpath?.endsWith("npm-cli.js")
    ? [process.execPath, process.env.npm_execpath]
    : ["npm"];
  const options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, stderr, error } = spawnSync(command ?? "npm", [...first, ...options], {
    cwd: into,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`Lighthouse could not be installed (npm ci): ${error?.message ?? stderr}`);
  return program;
}
