/** What a cell holds: text, or a number that is written as it is (amounts as exact decimals). Null is an empty cell. */
export type CsvColumn<Row> =
  | { header: string; text: (row: Row) => string | null }
  | { header: string; number: (row: Row) => bigint | number | string | null };

/** Rows in batches, got as they are asked for. `return` lets go what they come from, also before the first was taken. */
export type Batches<Row> = {
  next: () => Promise<IteratorResult<readonly Row[], unknown>>;
  return: () => Promise<unknown>;
};

/**
 * A table as CSV (RFC 4180, UTF-8 without byte order mark, lines end in CRLF), its header first. Rows leave as they come:
 * what is not yet read is not yet asked for. Text that a spreadsheet would take for a formula is led by an apostrophe,
 * which spreadsheets take for “this is text”.
 */
export function csvStream<Row>(columns: readonly CsvColumn<Row>[], batches: Batches<Row>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let begun = false;
  const nextText = async () => {
    if (!begun) {
      begun = true;
      return csvHeader(columns);
    }
    for (;;) {
      const { done, value } = await batches.next();
      if (done) return null;
      if (value.length > 0) return csvRows(columns, value);
    }
  };
  return new ReadableStream({
    async pull(controller) {
      const text = await nextText();
      if (text === null) controller.close();
      else controller.enqueue(encoder.encode(text));
    },
    /** Whoever went away is waited for no longer. */
    async cancel() {
      await batches.return();
    },
  });
}

/** The first line of such a table. */
export const csvHeader = <Row>(columns: readonly CsvColumn<Row>[]): string =>
  csvLine(columns.map(({ header }) => guarded(header)));

/** Lines of such a table. */
export const csvRows = <Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string =>
  rows.map((row) => csvLine(columns.map((column) => cell(column, row)))).join("");

function cell<Row>(column: CsvColumn<Row>, row: Row): string {
  if ("text" in column) return guarded(column.text(row) ?? "");
  const value = column.number(row);
  return value === null ? "" : String(value);
}

/** Spreadsheets begin to calculate at these, also in full width, and where they strip what stands before (OWASP, CSV injection). */
const formula = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

const guarded = (text: string): string => (formula.test(text) ? `'${text}` : text);

const csvLine = (cells: readonly string[]): string => `${cells.map(quoted).join(",")}\r\n`;

/** Semicolons and tabs are separators as well to a spreadsheet that guesses: unquoted, what follows one could be a formula. */
const quoted = (text: string): string => (/[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
