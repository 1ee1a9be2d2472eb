import { Download } from "lucide-react";
import type { pageTables } from "#server/export/page-tables.ts";
import { Button } from "./button.tsx";
import { saveFile } from "./save-file.ts";

type ExportButtonProps = {
  /** The table, as the server knows it. */
  table: keyof typeof pageTables;
  /** What it is asked for; what is empty is left out. */
  query?: Record<string, string | null | undefined>;
  label?: string;
};

/** Saves a table as a CSV file with all its rows, whatever page of it is open. */
export function ExportButton({ table, query = {}, label = "Export CSV" }: ExportButtonProps) {
  return (
    <Button onClick={() => saveFile(`/api/exports/${table}.csv`, query)} className="print:hidden">
      <Download aria-hidden="true" className="size-3.5" />
      {label}
    </Button>
  );
}
