import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { failureLines, partLine, readCounts, totalLine } from "./test-counts.ts";

const folder = mkdtempSync(join(tmpdir(), "purser-counts-"));
afterAll(() => rmSync(folder, { recursive: true }));

function counts(content: unknown, ok: boolean) {
  const file = join(folder, "report.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return readCounts(file, ok);
}

const vitest = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 2, testResults: [] as object[] };
const playwright = { stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 1 }, suites: [] as object[] };

describe("the total of npm test", () => {
  it("counts what Vitest and Playwright report", () => {
    expect(counts(vitest, true)).toMatchObject({ passed: 5, failed: 0, skipped: 2 });
    expect(counts(playwright, true)).toMatchObject({ passed: 3, failed: 0, skipped: 1 });
    expect(counts({ ...vitest, numFailedTests: 4 }, false)).toMatchObject({ passed: 5, failed: 4 });
  });

  it("says of each part how it went and how long it took", () => {
    expect(partLine("unit", { passed: 5, failed: 0, skipped: 2 }, 12.4)).toBe(
      "✓ unit: 5 of 5 passed, 2 skipped as said above (12 s)",
    );
    expect(partLine("browser", { passed: 3, failed: 1 }, 60)).toBe("✗ browser: 3 of 4 passed (60 s)");
  });

  it("names what failed and what passed at the second try only, of Vitest", () => {
    const tests = [
      { status: "passed", fullName: "adds", failureMessages: [] },
      { status: "failed", fullName: "caps hold", failureMessages: ["AssertionError: 3 is not 2\n at line 7"] },
      { status: "passed", fullName: "jobs end", failureMessages: ["Error: \u001b[31mtoo late\u001b[39m"] },
    ];
    const count = counts(
      { ...vitest, numFailedTests: 1, testResults: [{ name: "a.test.ts", assertionResults: tests }] },
      false,
    );
    expect(partLine("unit", count, 60)).toContain("5 of 6 passed, 1 of them at the second try");
    expect(failureLines([count])).toEqual([
      "  ✗ a.test.ts › caps hold: AssertionError: 3 is not 2",
      "  second try: a.test.ts › jobs end: Error: too late",
    ]);
  });

  it("names what failed and what passed at the second try only, of Playwright", () => {
    const spec = (title: string, status: string, ...messages: string[]) => ({
      title,
      file: "budget.spec.ts",
      tests: [{ status, results: [...messages.map((message) => ({ error: { message } })), {}] }],
    });
    const suites = [
      { specs: [spec("a", "expected"), spec("b", "unexpected", "no button")] },
      { suites: [{ specs: [spec("c", "flaky", "too late\nmore")] }] },
    ];
    const count = counts({ stats: { expected: 1, unexpected: 1, flaky: 1, skipped: 0 }, suites }, false);
    expect(count).toMatchObject({ passed: 2, failed: 1 });
    expect(partLine("browser", count, 60)).toContain("2 of 3 passed, 1 of them at the second try");
    expect(failureLines([count])).toEqual([
      "  ✗ e2e/budget.spec.ts › b: no button",
      "  second try: e2e/budget.spec.ts › c: too late",
    ]);
  });

  it("never says that nothing failed when the tool said otherwise", () => {
    expect(counts(vitest, false)).toMatchObject({ passed: 5, failed: 1 });
    expect(counts("cut sho", false)).toEqual({ passed: 0, failed: 1 });
    expect(counts("{}", true)).toEqual({ passed: 0, failed: 1 });
    expect(readCounts(join(folder, "none.json"), true)).toEqual({ passed: 0, failed: 1 });
  });

  it("is one line", () => {
    expect(
      totalLine([
        { passed: 5, failed: 0, skipped: 2 },
        { passed: 3, failed: 1 },
      ]),
    ).toBe("8 passed, 1 failed");
  });
});
