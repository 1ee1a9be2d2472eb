import { parseArgs } from "node:util";
import { StartError } from "#server/start-error.ts";

/** The parts of `npm test`, in the order they run. */
export const parts = ["checks", "unit", "integration", "browser"] as const;
export type Part = (typeof parts)[number];

const usage = `npm test -- [--only ${parts.join("|")}]… [file…]`;

/**
 * Which parts to run, and of which files (vitest's and Playwright's name filters).
 * @throws StartError for an unknown option or part.
 */
export function testOptions(args: string[]): { only: readonly Part[]; files: string[] } {
  const { values, positionals } = parse(args);
  const unknown = values.only?.find((name) => !parts.some((part) => part === name));
  if (unknown) throw new StartError(`There is no part "${unknown}". Usage: ${usage}`);
  return { only: values.only ? parts.filter((part) => values.only?.includes(part)) : parts, files: positionals };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: { only: { type: "string", multiple: true } } });
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message.split(". ")[0] : error}. Usage: ${usage}`);
  }
}
