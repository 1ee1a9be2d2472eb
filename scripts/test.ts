import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { build } from "./build.ts";
import { runChecks } from "./checks.ts";
import { installBrowser } from "./install-browser.ts";
import { runTool, stopToolsOnSignal } from "./run-tool.ts";
import { type Part, testOptions } from "./test-options.ts";

/** `npm test`: every check and test, and at the end one line with the total. */
type Count = { passed: number; failed: number; skipped?: number };

const stop = stopToolsOnSignal();
const reports = mkdtempSync(join(tmpdir(), "purser-reports-"));
process.once("exit", () => rmSync(reports, { recursive: true, force: true }));

const runners: Record<Part, (files: string[]) => Promise<Count>> = {
  checks: runChecks,
  unit: (files) => vitest("unit", files),
  integration: (files) => vitest("integration", files),
  browser,
};

async function vitest(project: string, files: string[]): Promise<Count> {
  const file = join(reports, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const options = ["run", "--config", "server/vitest.config.ts", "--project", project, ...reporters, ...files];
  const { ok } = await runTool(["vitest/vitest.mjs", ...options], { live: true });
  const shape = z.object({ numPassedTests: z.number(), numFailedTests: z.number(), numPendingTests: z.number() });
  const report = readReport(file, shape);
  if (!report) return { passed: 0, failed: 1 };
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = report;
  // A test file that cannot be loaded, or an error outside any test, fails the run without a failed test.
  return { passed, failed: ok ? failed : Math.max(1, failed), skipped };
}

async function browser(files: string[]): Promise<Count> {
  await build(console.log, stop);
  const executable = await installBrowser(console.log);
  const file = join(reports, "browser.json");
  const { ok } = await runTool(["@playwright/test/cli.js", "test", "--config", "e2e/playwright.config.ts", ...files], {
    live: true,
    env: { PURSER_BROWSER: executable, PURSER_TEST_REPORT: file },
  });
  const counts = z.object({
    stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  });
  const report = readReport(file, counts);
  if (!report) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  const failed = unexpected + flaky;
  return { passed: expected, failed: ok ? failed : Math.max(1, failed), skipped };
}

process.exitCode = await main();

async function main(): Promise<number> {
  const { only, files } = testOptions(process.argv.slice(2));
  const counts: [Part, Count][] = [];
  for (const part of only) {
    console.log(`\n── ${part} ──`);
    counts.push([part, await runners[part](files)]);
  }
  const sum = (kind: keyof Count) => counts.reduce((total, [, count]) => total + (count[kind] ?? 0), 0);
  const skipped = sum("skipped");
  console.log(`\n${counts.map(([part, { passed, failed }]) => `${part} ${passed}/${passed + failed}`).join(" · ")}`);
  if (skipped > 0) console.log(`${skipped} skipped, as said above`);
  console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
  return sum("failed") > 0 ? 1 : 0;
}

function readReport<T>(file: string, shape: z.ZodType<T>): T | undefined {
  try {
    return shape.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}
