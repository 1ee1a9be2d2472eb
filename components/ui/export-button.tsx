import { Download } from "lucide-react";
import type { pageTables } from "#server/export/page-tables.ts";
import { Button } from "./button.tsx";

type ExportButtonProps = {
  /** The table, as the server knows it. */
  table: keyof typeof pageTables;
  /** What it is asked for; what is empty is left out. */
  query?: Record<string, string | null | undefined>;
  label?: string;
};

/** Saves a table as a CSV file with all its rows, whatever page of it is open. */
export function ExportButton({ table, query = {}, label = "Export CSV" }: ExportButtonProps) {
  const save = () => {
    const asked = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
    const link = document.createElement("a");
    link.href = `/api/exports/${table}.csv${asked.length > 0 ? `?${new URLSearchParams(asked)}` : ""}`;
    // The server names the file; a refusal is the browser's to show, and the page stays.
    link.download = "";
    link.click();
  };
  return (
    <Button onClick={save} className="print:hidden">
      <Download aria-hidden="true" className="size-3.5" />
      {label}
    </Button>
  );
}
