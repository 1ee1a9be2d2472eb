import type { Figure } from "./figure.ts";

/** The figures as a table for the terminal, one row each, in the order of their numbers. */
export function table(figures: readonly Figure[]): string {
  const head = ["#", "figure", "value", "floor", "", "ratio", "must", "aim", ""];
  const numberOf = ({ id }: Figure) => id.split(" ")[0] ?? "";
  const inOrder = figures.toSorted((a, b) => numberOf(a).localeCompare(numberOf(b), "en", { numeric: true }));
  const rows = inOrder.map((one) => [
    one.id.split(" ")[0] ?? "",
    one.name,
    number(one.value),
    one.floor === null ? "" : number(one.floor),
    one.unit,
    one.ratio === null ? "" : number(one.ratio),
    `${one.better === "higher" ? "≥" : "≤"} ${one.must}`,
    `${one.better === "higher" ? "≥" : "≤"} ${one.aim}`,
    one.pass ? (reaches(one, one.aim) ? "✓✓" : "✓") : "✗",
  ]);
  const numbers = new Set([2, 3, 5]);
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]?.length ?? 0)));
  const line = (row: string[]) =>
    row
      .map((cell, i) => (numbers.has(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  return [line(head), widths.map((width) => "─".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}

function reaches({ better, ratio, value }: Figure, mark: number): boolean {
  return better === "higher" ? (ratio ?? value) >= mark : (ratio ?? value) <= mark;
}

/** Three significant digits; whole numbers from 1,000. */
function number(value: number): string {
  return Math.abs(value) >= 1000
    ? Math.round(value).toLocaleString("en-US")
    : value.toLocaleString("en-US", { maximumSignificantDigits: 3 });
}
