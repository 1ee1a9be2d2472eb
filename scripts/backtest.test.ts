import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fixture, trace } from "#server/ingest/import/fixtures/read-fixture.ts";
import { backtest, backtestTotal, overTraces } from "#server/projections/backtest.ts";
import { addDays } from "#server/time/window.ts";
import { readTrace } from "./read-trace.ts";

let folder: string;
let calls: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "purser-backtest-"));
  calls = join(folder, "calls.ndjson");
  const lines = Array.from({ length: 40 }, (_, day) => ({
    id: `c${day}`,
    occurredAt: `${addDays("2026-01-01", day)}T06:00:00Z`,
    projectId: "web",
    agentId: "a1",
    provider: "openai",
    model: "gpt-4.1",
    inputTokens: 1,
    outputTokens: 1,
    cost: 2,
  }));
  writeFileSync(calls, lines.map((line) => JSON.stringify(line)).join("\n"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function command(...args: string[]) {
  const program = ["--disable-warning=ExperimentalWarning", "scripts/backtest.ts", ...args];
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, program, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

test("npm run backtest prints every day of a trace, its totals, and ends with 0, 1 or 2", async () => {
  const [good, short, wrong] = await Promise.all([
    command(calls),
    command(fixture("aider-analytics.jsonl")),
    command(calls, "--hour", "24"),
  ]);
  expect(good).toMatchObject({ code: 0, stderr: "" });
  expect(good.stdout).toContain("40 calls on 40 days");
  expect(good.stdout.match(/^2026-/gm)).toHaveLength(33);
  expect(good.stdout).toMatch(/^2026-01-31 +\$2\.00 /m);
  expect(good.stdout).toMatch(/^ {2}month +24 /m);
  expect(short.code).toBe(1);
  expect(short.stderr).toContain("No trace holds the 8 days");
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain("--hour is a whole number");
});

const real = [trace("aider"), trace("agent-runs")];
test.skipIf(!real.every(existsSync))(
  "real traces: nearer than the run rate, ranges that hold (../shared/data)",
  async () => {
    const traces = await Promise.all(real.map((path) => readTrace(path, {})));
    expect(traces.map(({ days }) => days.length)).toEqual([621, 138]);
    for (const hour of [6, 12, 18]) {
      const results = traces.map(({ days }) => backtest(days, hour));
      for (const window of ["day", "week", "month"] as const) {
        const all = overTraces(results.map((result) => backtestTotal(result, window)));
        expect(all.error).toBeLessThan(all.runRateError);
        expect(all.held).toBeGreaterThan(0.75);
      }
    }
  },
);
