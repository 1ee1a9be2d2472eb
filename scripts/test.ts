import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StartError } from "#server/start-error.ts";
import { build } from "./build.ts";
import { report, runChecks } from "./checks.ts";
import { installBrowser } from "./install-browser.ts";
import { runTool, stopToolsOnSignal } from "./run-tool.ts";
import { type Count, failureLines, partLine, readCounts, totalLine } from "./test-counts.ts";
import { type Part, testOptions, testUsage } from "./test-options.ts";
import { exitCodeOf } from "./usage-error.ts";

/** `npm test`: every check and test, and at the end one line with the total. */
const stop = stopToolsOnSignal();
const reports = mkdtempSync(join(tmpdir(), "purser-reports-"));
process.once("exit", () => rmSync(reports, { recursive: true, force: true }));

const runners: Record<Part, (files: string[]) => Promise<Count>> = {
  checks: runChecks,
  unit: (files) => vitest("unit", files),
  integration: (files) => vitest("integration", files),
  browser,
};

process.exitCode = await main().catch((error) => {
  console.error(error instanceof StartError ? error.message : error);
  return exitCodeOf(error);
});

async function main(): Promise<number> {
  const { only, files, help } = testOptions(process.argv.slice(2));
  if (help) {
    console.log(testUsage);
    return 0;
  }
  const counts: [Part, Count][] = [];
  const summary: string[] = [];
  for (const [index, part] of only.entries()) {
    console.log(`\n── ${part} (${index + 1} of ${only.length}) ──`);
    const started = performance.now();
    const count = await runners[part](files).catch(notRun);
    counts.push([part, count]);
    summary.push(partLine(part, count, (performance.now() - started) / 1000));
  }
  console.log(`\n${[...summary, ...failureLines(counts.map(([, count]) => count))].join("\n")}`);
  console.log(totalLine(counts.map(([, count]) => count)));
  return counts.some(([, { failed }]) => failed > 0) ? 1 : 0;
}

function notRun(error: unknown): Count {
  console.log(error instanceof StartError ? error.message : error);
  return { passed: 0, failed: 1 };
}

async function vitest(project: string, files: string[]): Promise<Count> {
  const file = join(reports, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  // As for the browser tests: on a continuous-integration machine a failed one gets a second try, and the summary says so.
  const again = process.env.CI ? ["--retry=1"] : [];
  const options = [
    "run",
    "--config",
    "server/vitest.config.ts",
    "--project",
    project,
    ...again,
    ...reporters,
    ...files,
  ];
  const { ok } = await runTool(["vitest/vitest.mjs", ...options], { live: true });
  return readCounts(file, ok);
}

async function browser(files: string[]): Promise<Count> {
  const started = performance.now();
  await build(console.log, stop);
  report("production build", { ok: true, output: "", seconds: (performance.now() - started) / 1000 });
  const executable = await installBrowser(console.log);
  const file = join(reports, "browser.json");
  const options = ["test", "--config", "e2e/playwright.config.ts", ...files];
  const { ok } = await runTool(["@playwright/test/cli.js", ...options], {
    live: true,
    env: { PURSER_BROWSER: executable, PURSER_TEST_REPORT: file },
  });
  return readCounts(file, ok);
}
