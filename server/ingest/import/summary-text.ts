import { formats } from "./formats.ts";
import { countOf, type FileSummary, type ReasonCount, totalOf } from "./import-summary.ts";

/** The summary of an import for people: a part per file, then the total, then what to look at. */
export function summaryText(files: readonly FileSummary[], { dryRun }: { dryRun: boolean }): string {
  const recorded = dryRun ? "to record" : "recorded";
  const parts = files.filter((file) => file.format !== null).map((file) => fileText(file, recorded));
  const unrecognised = files.filter((file) => file.format === null).map((file) => file.file);
  if (unrecognised.length) {
    parts.push(
      [
        `Not recognised: ${some(unrecognised)}`,
        "  What can be read, by content:",
        ...formats.map((format) => `    ${format.label}`),
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
  if (total.unpriced.length) {
    const calls = total.unpriced.reduce((sum, model) => sum + model.count, 0);
    const models = total.unpriced.map((model) => `${model.model} ${number(model.count)}`);
    const nameless = total.unpriced.some(({ model }) => model === "unknown/unknown");
    parts.push(
      [
        `No price known for ${plural(calls, "call")}, so their cost is unknown, not 0: ${some(models)}`,
        "  No price list knows the model: the calls count as unpriced, not as free.",
        ...(nameless ? ["  unknown/unknown: the file names no model. --provider and --model name it."] : []),
      ].join("\n"),
    );
  }
  return `${parts.join("\n\n")}\n`;
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
