import type { Locator } from "@playwright/test";

/** What stands in one row, by the header of its column. */
export type Row = Record<string, string>;

/**
 * The rows of a table as they are read. What follows the last row of the body (Total) stands apart. A short count is
 * read with its exact one (`1.2K = 1,234`), which is in its tooltip.
 */
export async function readTable(table: Locator): Promise<{ rows: Row[]; total: Row }> {
  await table.locator("tbody tr").first().waitFor();
  return table.evaluate((element) => {
    const table = element as HTMLTableElement;
    const headers = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent?.trim() ?? "");
    const textOf = (cell: Element) => {
      const text = cell.textContent?.trim() ?? "";
      const exact = cell.querySelector("[title]")?.getAttribute("title") ?? "";
      return /^[\d,]+$/.test(exact) && exact !== text ? `${text} = ${exact}` : text;
    };
    const rowOf = (row: Element | null) =>
      Object.fromEntries([...(row?.children ?? [])].map((cell, at) => [headers[at] ?? "", textOf(cell)]));
    return {
      // What stands open beneath a row is one cell, not a row of the table.
      rows: [...(table.tBodies[0]?.rows ?? [])].filter((row) => row.cells.length === headers.length).map(rowOf),
      total: rowOf(table.tFoot?.rows[0] ?? null),
    };
  });
}

/** One column of a table, from top to bottom. */
export async function readColumn(table: Locator, header: string): Promise<string[]> {
  return (await readTable(table)).rows.map((row) => row[header] ?? "");
}
