import { violations } from "./architecture/violations.ts";
import { runTool, type ToolResult } from "./run-tool.ts";

const tools: Record<string, string[]> = {
  "format and lint": ["@biomejs/biome/bin/biome", "check", "."],
  "unused code": ["knip/bin/knip.js", "--no-config-hints"],
};

/** Runs what needs neither a database nor a build, at once, and says how each ended. Returns how many did and did not pass. */
export async function runChecks(): Promise<{ passed: number; failed: number }> {
  const results = await Promise.all([
    ...Object.entries(tools).map(async ([name, tool]) => report(name, await runTool(tool))),
    checkTypes().then((result) => report("types", result)),
    checkArchitecture(),
  ]);
  const passed = results.filter(Boolean).length;
  return { passed, failed: results.length - passed };
}

/** After the list of pages that there are now, by which each page's own types are checked: a build leaves that to us. */
async function checkTypes(): Promise<ToolResult> {
  const pages = await runTool(["next/dist/bin/next", "typegen"]);
  return pages.ok ? runTool(["typescript/bin/tsc", "--noEmit"]) : pages;
}

async function checkArchitecture(): Promise<boolean> {
  const started = performance.now();
  const found = violations();
  const seconds = (performance.now() - started) / 1000;
  return report("architecture", { ok: found.length === 0, output: found.join("\n"), seconds });
}

/** One line for what passed; the whole output for what did not. */
export function report(name: string, { ok, output, seconds }: ToolResult): boolean {
  console.log(`${ok ? "✓" : "✗"} ${name} (${seconds.toFixed(1)} s)`);
  if (!ok && output) console.log(output.trimEnd());
  return ok;
}
