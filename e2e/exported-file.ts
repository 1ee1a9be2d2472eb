import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { parse } from "csv-parse/sync";
import { nanos } from "./expected-figures.ts";

/** Presses the button that saves a table as CSV, and reads the file. */
export async function exported(page: Page, within: Page | Locator = page) {
  const button = within.getByRole("button", { name: "Export CSV", exact: true });
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const [header = [], ...lines] = parse(readFileSync(await download.path(), "utf8")) as string[][];
  const rows = lines.map((line) => Object.fromEntries(line.map((text, i) => [header[i] ?? "", text])));
  return { name: download.suggestedFilename(), rows };
}

/** The sum of a column in nano-dollars; empty cells are none. */
export const sumColumn = (rows: Record<string, string>[], column: string): bigint =>
  rows.reduce((sum, row) => sum + nanos(Number(row[column] || 0)), 0n);
