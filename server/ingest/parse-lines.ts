import { jsonFault } from "#server/json-fault.ts";

/** A line that is not JSON, and why. `event` refuses it like anything else that is no event, and says so. */
export class UnreadableLine {
  readonly fault: string;

  constructor(fault: string) {
    this.fault = fault;
  }
}

/**
 * The values of newline-delimited JSON, in order, and beside each the line (from 1) that it stood in; blank lines are
 * passed over.
 */
export function parseLines(text: string): { values: unknown[]; lines: number[] } {
  const values: unknown[] = [];
  const lines: number[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    lines.push(index + 1);
    try {
      values.push(JSON.parse(line));
    } catch {
      // The line is said beside it.
      const fault = jsonFault(line)?.replace("line 1, ", "") ?? "it cannot be read";
      values.push(new UnreadableLine(fault));
    }
  }
  return { values, lines };
}
