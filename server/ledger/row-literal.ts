/** What a column can be given. Dates are moments (UTC). */
export type Value = string | number | bigint | boolean | Date | null;

/**
 * Rows of a table as one PostgreSQL array of its row type, sent as one parameter: a few changed rows of many tables
 * then need few parameters. `columns` are all columns of the table in its own order; one that a row lacks is null.
 */
export function rowArrayLiteral(columns: readonly string[], rows: Iterable<object>): string {
  const literals: string[] = [];
  for (const row of rows) {
    const values = row as Readonly<Record<string, Value | undefined>>;
    let fields = "";
    for (let i = 0; i < columns.length; i++) {
      if (i > 0) fields += ",";
      fields += field(values[columns[i] ?? ""] ?? null);
    }
    literals.push(`"(${fields.includes('"') || fields.includes("\\") ? fields.replace(/["\\]/g, "\\$&") : fields})"`);
  }
  return `{${literals.join(",")}}`;
}

/** Nothing at all is null in a row, so an empty text has quotes. */
function field(value: Value): string {
  if (value === null) return "";
  if (typeof value === "string") {
    return value !== "" && plain.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
  }
  return value instanceof Date ? value.toISOString() : value.toString();
}

const plain = /^[\w.:/@+-]+$/;
