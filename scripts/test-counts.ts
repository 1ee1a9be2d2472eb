import { readFileSync } from "node:fs";
import { z } from "zod";

/** How the tests of one part ended. */
export type Count = { passed: number; failed: number; skipped?: number; secondTry?: number };

const vitestReport = z
  .object({ numPassedTests: z.number(), numFailedTests: z.number(), numPendingTests: z.number() })
  .transform((r) => ({ passed: r.numPassedTests, failed: r.numFailedTests, skipped: r.numPendingTests }));

const playwrightReport = z
  .object({
    stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  })
  .transform(({ stats }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
    secondTry: stats.flaky,
  }));

const report = z.union([vitestReport, playwrightReport]);

/**
 * The counts in the JSON report of Vitest or Playwright. `ok` is what the tool's exit code said: a file that cannot be
 * loaded or a set-up that fails has no test of its own to count, so it counts as one failure, and so does no report.
 */
export function readCounts(file: string, ok: boolean): Count {
  try {
    const counts = report.parse(JSON.parse(readFileSync(file, "utf8")));
    return { ...counts, failed: ok ? counts.failed : Math.max(1, counts.failed) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** One line on how a part went, with the seconds it took. */
export function partLine(part: string, { passed, failed, skipped = 0, secondTry = 0 }: Count, seconds: number): string {
  const left = skipped > 0 ? `, ${skipped} skipped as said above` : "";
  const again = secondTry > 0 ? `, ${secondTry} of them at the second try` : "";
  return `${failed > 0 ? "✗" : "✓"} ${part}: ${passed} of ${passed + failed} passed${again}${left} (${Math.round(seconds)} s)`;
}

/** The last line of `npm test`: nothing but the total. */
export function totalLine(counts: Count[]): string {
  const sum = (kind: "passed" | "failed") => counts.reduce((total, count) => total + count[kind], 0);
  return `${sum("passed")} passed, ${sum("failed")} failed`;
}
