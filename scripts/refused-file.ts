import { closeSync, openSync, writeSync } from "node:fs";
import { AppError } from "#server/errors.ts";
import { csvHeader, csvRows } from "#server/export/csv.ts";
import { refusedColumns } from "#server/export/tables/import-tables.ts";
import type { RefusedRecord } from "#server/ingest/import/import-files.ts";

const linesAtOnce = 1_000;

/**
 * A CSV file that takes the refused lines of an import as they are found, in place of what was there.
 * @throws AppError `bad_request` where it cannot be written, before anything is imported.
 */
export function refusedFile(path: string) {
  let file: number;
  try {
    file = openSync(path, "w");
  } catch (error) {
    throw new AppError("bad_request", `--refused: ${path} cannot be written: ${(error as Error).message}.`);
  }
  writeSync(file, csvHeader(refusedColumns));
  let waiting: RefusedRecord[] = [];
  const write = () => {
    writeSync(file, csvRows(refusedColumns, waiting));
    waiting = [];
  };
  return {
    add(refused: RefusedRecord): void {
      if (waiting.push(refused) >= linesAtOnce) write();
    },
    end(): void {
      write();
      closeSync(file);
    },
  };
}
