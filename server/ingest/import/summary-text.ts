import { dayFromKey } from "#server/time/window.ts";
import { formats } from "./formats.ts";
import { countOf, type FileSummary, type ReasonCount, totalOf } from "./import-summary.ts";

type SummaryOptions = {
  dryRun: boolean;
  /** Where the calls of the last month can be seen, and whether a server runs there now. */
  page?: { url: string; running: boolean } | null;
  /** Where the refused lines were written. */
  refusedFile?: string | undefined;
};

/** The summary of an import for people: a part per file, then the total, what to look at, and where to see it. */
export function summaryText(files: readonly FileSummary[], { dryRun, page, refusedFile }: SummaryOptions): string {
  const recorded = dryRun ? "to record" : "recorded";
  const parts = files.filter((file) => file.format !== null).map((file) => fileText(file, recorded));
  const unrecognised = files.filter((file) => file.format === null).map((file) => file.file);
  if (unrecognised.length) {
    parts.push(
      [
        `Not recognised: ${some(unrecognised)}`,
        "  What can be read, by content:",
        ...formats.map((format) => `    ${format.label}`),
        "  Columns of a table that go by other names are chosen on Settings › Import, or named with --map <field>=<column>.",
      ].join("\n"),
    );
  }
  const total = totalOf(files);
  const rows: [string, number][] = [
    ["read", total.read],
    [recorded, total.recorded],
    ["duplicate", total.duplicate],
    ["skipped", total.skipped],
    ["refused", total.refused],
  ];
  parts.push(`Total of ${plural(files.length, "file")}: ${counts(rows)}`);
  if (total.unpriced.length) parts.push(unpricedText(total));
  if (total.corrections.length) parts.push(correctionsText(total));
  if (total.refused > 0) parts.push(refusedText(refusedFile));
  if (page) parts.push(pageText(page, total.months));
  return `${parts.join("\n\n")}\n`;
}

type Total = ReturnType<typeof totalOf>;

function unpricedText({ unpriced, calls }: Total): string {
  const count = unpriced.reduce((sum, model) => sum + model.count, 0);
  const models = some(unpriced.map((model) => `${model.model} ${number(model.count)}`));
  return [
    count === calls
      ? `Not one of ${plural(count, "call")} has a reported cost or a known price, so pages say Unpriced, not $0.00: ${models}`
      : `No price known for ${plural(count, "call")} of ${number(calls)}, so totals are at least what pages say: ${models}`,
    "  A column with the cost (--map cost=<column>), or for files that name no model its usual name (--provider, --model),",
    "  would price them. Recorded calls stay as they are, so try it with --dry-run first.",
  ].join("\n");
}

const refusedText = (file: string | undefined) =>
  file
    ? `Refused lines, each with its reason: ${file}`
    : "All refused lines, each with its reason: --refused <file.csv>";

function correctionsText({ corrections }: Total): string {
  return corrections
    .map(({ month, bookedMonth, calls }) => {
      const stands = calls === 1 ? "stands" : "stand";
      return `${longMonth(month)} is closed: ${plural(calls, "call")} of it ${stands} in the books of ${longMonth(bookedMonth)}, as corrections.`;
    })
    .join("\n");
}

function pageText({ url, running }: { url: string; running: boolean }, months: Total["months"]): string {
  const [first, last] = [months[0], months.at(-1)];
  if (!first || !last) return "";
  const lines = [`See ${longMonth(last)}: ${url}`];
  if (first !== last) {
    lines.push(`  The calls begin in ${longMonth(first)}; the page’s list of months leads to each of them.`);
  }
  if (!running) lines.push("  Purser is not running now: npm start");
  return lines.join("\n");
}

/** `February 2026` */
function longMonth(month: string): string {
  const start = dayFromKey(`${month}-01`).start;
  return start.toLocaleDateString("en-US", { timeZone: "UTC", month: "long", year: "numeric" });
}

function fileText(file: FileSummary, recorded: string): string {
  const rows: [string, number][] = [
    ["read", file.read],
    [recorded, file.recorded],
    ["duplicate", file.duplicate],
    ["skipped", countOf(file.skipped)],
    ["refused", countOf(file.refused)],
  ];
  return [
    `${file.file} · ${file.format}`,
    `  ${counts(rows)}`,
    ...file.notes.map((note) => `  ${note}`),
    ...file.skipped.map((reason) => `  skipped ${reasonText(reason)}`),
    ...file.refused.map((reason) => `  refused ${reasonText(reason)}`),
    ...gapText(file),
  ].join("\n");
}

function gapText({ costGaps, costGapCount }: FileSummary): string[] {
  if (costGapCount === 0) return [];
  const lines = costGaps.slice(0, 5).map((gap) => {
    return `    line ${gap.line}: ${gap.model} reported $${dollars(gap.reported)}, computed $${dollars(gap.computed)}`;
  });
  return [
    `  ${plural(costGapCount, "reported cost")} far from the computed one; the reported one counts, both are kept:`,
    ...lines,
    ...(costGapCount > lines.length ? [`    and ${number(costGapCount - lines.length)} more`] : []),
  ];
}

function reasonText({ reason, count, lines }: ReasonCount): string {
  const shown = lines.slice(0, 5).join(", ");
  const more = count > 5 ? ` and ${number(count - 5)} more` : "";
  return `${number(count)}: ${reason} (${count === 1 ? "line" : "lines"} ${shown}${more})`;
}

function counts(rows: [string, number][]): string {
  return rows.map(([name, value]) => `${name} ${number(value)}`).join(" · ");
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(", ");
  return names.length > 8 ? `${shown} and ${number(names.length - 8)} more` : shown;
}

function plural(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}

function dollars(value: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 6 });
}
