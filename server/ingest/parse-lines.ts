/** A line that is not JSON. `event` refuses it like anything else that is no event, and says so. */
export class UnreadableLine {}

/** The values of newline-delimited JSON, in order; blank lines are passed over. */
export function parseLines(text: string): unknown[] {
  const values: unknown[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    try {
      values.push(JSON.parse(line));
    } catch {
      values.push(new UnreadableLine());
    }
  }
  return values;
}
