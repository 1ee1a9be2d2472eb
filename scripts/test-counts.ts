import { readFileSync } from "node:fs";
import { z } from "zod";

/** How the tests of one part ended: how many, and those that failed or needed a second try by file and name. */
export type Count = {
  passed: number;
  failed: number;
  skipped?: number;
  failures?: readonly string[];
  secondTries?: readonly string[];
};

const vitestReport = z
  .object({
    numPassedTests: z.number(),
    numFailedTests: z.number(),
    numPendingTests: z.number(),
    testResults: z.array(
      z.object({
        name: z.string(),
        assertionResults: z.array(
          z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).nullish() }),
        ),
      }),
    ),
  })
  .transform((report) => {
    const tests = report.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ status, fullName, failureMessages }) => ({
        status,
        line: oneLine(name, fullName, failureMessages?.[0]),
        tried: (failureMessages ?? []).length > 0,
      })),
    );
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests,
      failures: tests.filter(({ status }) => status === "failed").map(({ line }) => line),
      secondTries: tests.filter(({ status, tried }) => status === "passed" && tried).map(({ line }) => line),
    };
  });

const playwrightSpec = z.object({
  title: z.string(),
  file: z.string(),
  tests: z.array(
    z.object({
      status: z.string(),
      results: z.array(z.object({ error: z.object({ message: z.string().optional() }).optional() })),
    }),
  ),
});
const playwrightSuite = z.object({
  specs: z.array(playwrightSpec).default([]),
  get suites() {
    return z.array(playwrightSuite).default([]);
  },
});
type Suite = z.infer<typeof playwrightSuite>;

const playwrightReport = z
  .object({
    stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
    suites: z.array(playwrightSuite),
  })
  .transform(({ stats, suites }) => {
    const specs = suites.flatMap(specsOf);
    const having = (status: string) =>
      specs.flatMap(({ file, title, tests }) =>
        tests
          .filter((test) => test.status === status)
          .map(({ results }) => oneLine(`e2e/${file}`, title, results.find(({ error }) => error)?.error?.message)),
      );
    return {
      passed: stats.expected + stats.flaky,
      failed: stats.unexpected,
      skipped: stats.skipped,
      failures: having("unexpected"),
      secondTries: having("flaky"),
    };
  });

function specsOf({ specs, suites }: Suite): z.infer<typeof playwrightSpec>[] {
  return [...specs, ...suites.flatMap(specsOf)];
}

const escapeCodes = /\p{Cc}\[[\d;]*m/gu;

/** Where, which, and the first line of why. */
function oneLine(file: string, name: string, why = ""): string {
  const where = file.replace(`${process.cwd()}/`, "");
  const reason = why.replace(escapeCodes, "").split("\n")[0]?.trim();
  return `${where} › ${name}${reason ? `: ${reason}` : ""}`;
}

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
export function partLine(
  part: string,
  { passed, failed, skipped = 0, secondTries = [] }: Count,
  seconds: number,
): string {
  const left = skipped > 0 ? `, ${skipped} skipped as said above` : "";
  const again = secondTries.length > 0 ? `, ${secondTries.length} of them at the second try` : "";
  return `${failed > 0 ? "✗" : "✓"} ${part}: ${passed} of ${passed + failed} passed${again}${left} (${Math.round(seconds)} s)`;
}

/** What failed or needed a second try, a line each, so that it need not be looked for above. */
export function failureLines(counts: readonly Count[]): string[] {
  return counts.flatMap(({ failures = [], secondTries = [] }) => [
    ...failures.map((line) => `  ✗ ${line}`),
    ...secondTries.map((line) => `  second try: ${line}`),
  ]);
}

/** The last line of `npm test`: nothing but the total. */
export function totalLine(counts: Count[]): string {
  const sum = (kind: "passed" | "failed") => counts.reduce((total, count) => total + count[kind], 0);
  return `${sum("passed")} passed, ${sum("failed")} failed`;
}
