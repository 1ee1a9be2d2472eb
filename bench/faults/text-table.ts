/** Rows of text under a head, the columns as wide as they need to be; those that hold figures to the right. */
export function textTable([head = [], ...rows]: string[][]): string {
  const width = (at: number) =>
    Math.max(...[head, ...rows].filter(({ length }) => length > 2).map((row) => row[at]?.length ?? 0));
  const widths = head.map((_, at) => width(at));
  const figures = new Set(head.keys().filter((at) => rows.some((row) => /^[\d.,-]+( \S+)?$/.test(row[at] ?? ""))));
  const line = (row: string[]) =>
    row
      .map((cell, at) => (figures.has(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join("  ")
      .trimEnd();
  return [line(head), widths.map((size) => "─".repeat(size)).join("  "), ...rows.map(line)].join("\n");
}
