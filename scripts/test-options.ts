import { globSync } from "node:fs";
import { parseOptions } from "./parse-options.ts";
import { UsageError } from "./usage-error.ts";

/** The parts of `npm test`, in the order they run. */
export const parts = ["checks", "unit", "integration", "browser"] as const;
export type Part = (typeof parts)[number];

/** What `--help` prints, and what follows a mistake. */
export const testUsage = `npm test -- [--only <part>]… [file…]

Runs every check and test, or only these parts, or only the tests in files whose path holds one of these words.

  --only <part>  ${parts.join(", ")}; may be given several times
  --help         prints this

The last line is the total. Ends with 0 when everything passed, with 1 when something failed, with 2 for wrong options,
with 130 after Ctrl-C.`;

/**
 * Which parts to run, and of which files (vitest's and Playwright's name filters): then only the parts that have some.
 * @throws UsageError for an unknown option, part or file.
 */
export function testOptions(args: string[]): { only: readonly Part[]; files: string[]; help: boolean } {
  const { values, positionals } = parseOptions(testUsage, {
    args,
    allowPositionals: true,
    options: {
      only: { type: "string", multiple: true },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const unknown = values.only?.find((name) => !parts.some((part) => part === name));
  if (unknown !== undefined) throw new UsageError(testUsage, `There is no part "${unknown}".`);
  const wanted = parts.filter((part) => values.only?.includes(part) ?? true);
  const only = positionals.length > 0 ? wanted.filter((part) => hasFile(part, positionals)) : wanted;
  if (only.length === 0) {
    const where = values.only ? ` of ${wanted.join(" or ")}` : "";
    throw new UsageError(testUsage, `No test file${where} has "${positionals.join('" or "')}" in its path.`);
  }
  return { only, files: positionals, help: values.help };
}

function hasFile(part: Part, words: string[]): boolean {
  const files = globSync(["{app,bench,components,scripts,sdk,server}/**/*.test.{ts,tsx}", "e2e/**/*.spec.ts"]);
  return files.some((file) => partOf(file) === part && words.some((word) => file.includes(word)));
}

function partOf(file: string): Part {
  if (file.includes(".spec.")) return "browser";
  return file.includes(".db.test.") ? "integration" : "unit";
}
