import { report, runChecks } from "./checks.ts";
import { runTool, stopToolsOnSignal } from "./run-tool.ts";

/** `npm run verify`: format, lint, types, architecture, unused code and unit tests, at once, in under a minute. */
stopToolsOnSignal();
const [checks, units] = await Promise.all([
  runChecks(),
  runTool(["vitest/vitest.mjs", "run", "--config", "server/vitest.config.ts", "--project", "unit"]),
]);
if (!report("unit tests", units) || checks.failed > 0) process.exit(1);
