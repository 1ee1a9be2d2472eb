"use client";

import { useMutation } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { parseDollars } from "#server/money/amount.ts";
import { counted, formatExact, formatExactDollars } from "#server/money/format.ts";
import { monthLabel } from "#server/time/label.ts";
import type { RevenueDialogProps } from "./edit-revenue-dialog.tsx";
import { type RevenueChange, revenueFailure, useSetRevenue } from "./use-set-revenue.ts";

/** Reads a CSV file, shows what it says, and keeps it once that is confirmed. */
export function ImportRevenueDialog({ projectId, months: _months, ...dialog }: RevenueDialogProps) {
  return (
    <Dialog
      {...dialog}
      title="Import Revenue"
      description="A CSV file whose first line names the columns: month (2026-10), revenue (US dollars), units. What a line leaves blank stays as it is."
    >
      <ImportForm projectId={projectId} onDone={() => dialog.onOpenChange(false)} />
    </Dialog>
  );
}

function ImportForm({ projectId, onDone }: { projectId: string; onDone: () => void }) {
  const id = useId();
  const setRevenue = useSetRevenue(projectId);
  const read = useMutation(useTRPC().growth.readRevenueFile.mutationOptions());
  const [lines, setLines] = useState<RevenueChange[]>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  const choose = async (file: File | undefined) => {
    setLines(undefined);
    setProblem(undefined);
    if (!file) return;
    try {
      setLines(await read.mutateAsync({ text: await file.text() }));
    } catch (error) {
      setProblem(revenueFailure(error));
    }
  };
  const save = async () => {
    if (!lines) return;
    setBusy(true);
    try {
      await setRevenue(lines);
      onDone();
    } catch (error) {
      setProblem(revenueFailure(error));
    }
    setBusy(false);
  };

  return (
    <div className="mt-4">
      <label htmlFor={id} className="mb-1.5 block font-medium">
        CSV file
      </label>
      <input
        id={id}
        type="file"
        accept=".csv,.tsv,.txt,text/csv"
        onChange={(event) => void choose(event.target.files?.[0])}
        className="w-full rounded-md border border-line-control bg-surface p-1.5 text-sm file:mr-3 file:rounded file:border-0 file:bg-sunken file:px-2.5 file:py-1.5 file:font-medium file:text-ink"
      />
      {lines && <Preview lines={lines} />}
      <div className="mt-3">
        <ProblemText>{problem}</ProblemText>
      </div>
      <div className="mt-4 flex justify-end gap-2">
        <Button size="medium" onClick={onDone}>
          Cancel
        </Button>
        <Button size="medium" variant="primary" disabled={!lines} busy={busy} onClick={save}>
          {lines ? `Import ${counted(lines.length, "Month")}` : "Import"}
        </Button>
      </div>
    </div>
  );
}

function Preview({ lines }: { lines: readonly RevenueChange[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section aria-label="What the file says" tabIndex={0} className="mt-3 max-h-64 overflow-y-auto rounded-md border">
      <table className="w-full text-left text-[0.8125rem] tabular-nums">
        <thead>
          <tr className="border-line border-b text-ink-muted">
            <th scope="col" className="px-3 py-1.5 font-medium">
              Month
            </th>
            <th scope="col" className="px-3 py-1.5 text-right font-medium">
              Revenue
            </th>
            <th scope="col" className="px-3 py-1.5 text-right font-medium">
              Units
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ month, revenue, units }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a month may be there twice, which the server refuses
            <tr key={i} className="border-line border-b last:border-b-0">
              <td className="px-3 py-1.5">{monthLabel(month)}</td>
              <td className="px-3 py-1.5 text-right">
                {revenue ? formatExactDollars(parseDollars(revenue)) : "stays"}
              </td>
              <td className="px-3 py-1.5 text-right">
                {units === undefined || units === null ? "stays" : formatExact(units)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
