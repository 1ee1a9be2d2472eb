import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { partLine, readCounts, totalLine } from "./test-counts.ts";

const folder = mkdtempSync(join(tmpdir(), "purser-counts-"));
afterAll(() => rmSync(folder, { recursive: true }));

function counts(content: unknown, ok: boolean) {
  const file = join(folder, "report.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return readCounts(file, ok);
}

const vitest = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 2 };
const playwright = { stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 1 } };

describe("the total of npm test", () => {
  it("counts what Vitest and Playwright report", () => {
    expect(counts(vitest, true)).toEqual({ passed: 5, failed: 0, skipped: 2 });
    expect(counts(playwright, true)).toEqual({ passed: 3, failed: 0, skipped: 1, secondTry: 0 });
    expect(counts({ ...vitest, numFailedTests: 4 }, false)).toMatchObject({ passed: 5, failed: 4 });
  });

  it("says of each part how it went and how long it took", () => {
    expect(partLine("unit", { passed: 5, failed: 0, skipped: 2 }, 12.4)).toBe(
      "✓ unit: 5 of 5 passed, 2 skipped as said above (12 s)",
    );
    expect(partLine("browser", { passed: 3, failed: 1 }, 60)).toBe("✗ browser: 3 of 4 passed (60 s)");
  });

  it("says how many passed at the second try only", () => {
    const count = counts({ stats: { ...playwright.stats, flaky: 1 } }, true);
    expect(count).toMatchObject({ passed: 4, failed: 0 });
    expect(partLine("browser", count, 60)).toContain("4 of 4 passed, 1 of them at the second try");
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
