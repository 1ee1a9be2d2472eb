import { parse } from "csv-parse/sync";
import { AppError, type FieldError } from "#server/errors.ts";
import { toDecimalString } from "#server/money/amount.ts";
import { dollarsProblem, tokensProblem, typedDollars, typedTokens } from "#server/money/typed-amount.ts";
import { isDayKey, isMonthKey } from "#server/time/window.ts";

/** What a line says of a month; what it leaves blank it leaves out. `revenue` is dollars as an exact decimal. */
export type RevenueLine = { month: string; revenue?: string; units?: number };

const names = {
  month: ["month", "date", "period"],
  revenue: ["revenue", "revenue (usd)", "revenue usd", "amount", "income", "sales"],
  units: ["units", "unit", "quantity", "count"],
} as const;

/**
 * Reads a table of months with a header: `month` (2026-11, or a day of it), `revenue` in dollars, `units`; separated by
 * commas, semicolons or tabs. A blank leaves what stands. Columns of other names are left alone, so that what was exported
 * can be edited and brought back.
 * @throws AppError `validation_failed` with every line that cannot be read: then nothing of it counts.
 */
export function readRevenueCsv(text: string): RevenueLine[] {
  const [header = [], ...lines] = recordsOf(text);
  const columnOf = (field: keyof typeof names) =>
    header.findIndex((name) => (names[field] as readonly string[]).includes(name.trim().toLowerCase()));
  const [month, revenue, units] = [columnOf("month"), columnOf("revenue"), columnOf("units")];
  if (month < 0 || (revenue < 0 && units < 0)) {
    throw new AppError(
      "validation_failed",
      "The first line must name the columns: month, and revenue or units or both.",
    );
  }
  const errors: FieldError[] = [];
  const read = lines.flatMap((cells, i): RevenueLine[] => {
    const cell = (column: number) => (column < 0 ? "" : (cells[column] ?? "").trim());
    if (cells.every((text) => text.trim() === "")) return [];
    const wrong = (message: string) => errors.push({ path: `line ${i + 2}`, message });
    const key = cell(month);
    if (!isMonthKey(key) && !isDayKey(key)) {
      wrong(`“${key}” is not a month. Write it as 2026-11.`);
      return [];
    }
    const [revenueText, unitsText] = [cell(revenue), cell(units)];
    const dollars = typedDollars(revenueText);
    const count = typedTokens(unitsText);
    if (revenueText !== "" && dollars === null) wrong(dollarsProblem(revenueText));
    if (unitsText !== "" && count === null) {
      wrong(tokensProblem(unitsText, "1200").replace(" of tokens", "").replace(" tokens", ""));
    }
    return [
      {
        month: key.slice(0, 7),
        ...(revenueText !== "" && dollars !== null && { revenue: toDecimalString(dollars) }),
        ...(unitsText !== "" && count !== null && { units: Number(count) }),
      },
    ];
  });
  if (errors.length > 0) {
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
    throw new AppError("validation_failed", `${errors[0]?.path}: ${errors[0]?.message}${more}`, { errors });
  }
  if (read.length === 0) throw new AppError("validation_failed", "The file has a header and no months.");
  return read;
}

function recordsOf(text: string): string[][] {
  try {
    const [firstLine = ""] = text.split(/\r?\n/, 1);
    const delimiter = [",", ";", "\t"].toSorted((a, b) => firstLine.split(b).length - firstLine.split(a).length)[0];
    return parse(text, { bom: true, delimiter: delimiter ?? ",", relax_column_count: true, skip_empty_lines: false });
  } catch (cause) {
    throw new AppError("validation_failed", "This is not a CSV file: a quotation mark is not closed, perhaps.", {
      cause,
    });
  }
}
