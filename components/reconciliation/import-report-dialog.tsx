"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import type { OpenedDialog } from "#components/ui/dialog-button.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { counted, formatExact } from "#server/money/format.ts";
import { shortRangeLabel } from "#server/time/label.ts";

type ImportReportDialogProps = OpenedDialog & { onKept: (month: string) => void };

/** Takes files of providers' reports and says of each what became of it. */
export function ImportReportDialog({ onKept, ...dialog }: ImportReportDialogProps) {
  return (
    <Dialog
      {...dialog}
      title="Import Reports"
      description="Costs and usage reports of OpenAI or Anthropic, as their API answered (JSON). A day that was imported before is replaced."
    >
      <ImportForm onKept={onKept} onDone={() => dialog.onOpenChange(false)} />
    </Dialog>
  );
}

type Outcome = { file: string; text?: string; notes?: string[]; problem?: string };

function ImportForm({ onKept, onDone }: { onKept: (month: string) => void; onDone: () => void }) {
  const id = useId();
  const { reconciliation } = useTRPC();
  const queryClient = useQueryClient();
  const send = useMutation(reconciliation.importReport.mutationOptions());
  const [files, setFiles] = useState<readonly File[]>([]);
  const [account, setAccount] = useState("");
  const [outcomes, setOutcomes] = useState<Outcome[]>([]);
  const [busy, setBusy] = useState(false);

  const importAll = async () => {
    setBusy(true);
    const done: Outcome[] = [];
    let month: string | undefined;
    for (const file of files) {
      try {
        if (/\.(csv|tsv)(\.gz)?$/i.test(file.name)) throw new Error("isTable");
        const text = compact(await file.text());
        if (text.length > mostCharacters) throw new Error("tooLarge");
        const kept = await send.mutateAsync({ text, account });
        month = kept.to?.slice(0, 7) ?? month;
        done.push({
          file: file.name,
          text: keptText(kept),
          notes: [...kept.notes.slice(1), ...kept.refused.map(refusal)],
        });
      } catch (error) {
        done.push({
          file: file.name,
          problem: (error instanceof Error && ownProblems[error.message]) || failureText(error),
        });
      }
      setOutcomes([...done]);
    }
    await queryClient.invalidateQueries(reconciliation.pathFilter());
    setBusy(false);
    setFiles([]);
    if (month) onKept(month);
  };

  return (
    <div className="mt-4 flex flex-col gap-3">
      <div>
        <label htmlFor={id} className="mb-1.5 block font-medium">
          Report files
        </label>
        <input
          id={id}
          type="file"
          multiple
          accept=".json,.jsonl,.ndjson,application/json"
          onChange={(event) => {
            setFiles([...(event.target.files ?? [])]);
            setOutcomes([]);
          }}
          className="w-full rounded-md border border-line-control bg-surface p-1.5 text-sm file:mr-3 file:rounded file:border-0 file:bg-sunken file:px-2.5 file:py-1.5 file:font-medium file:text-ink"
        />
      </div>
      <TextField
        label="Account"
        hint="Only where you have several with a provider: a name for this one."
        value={account}
        maxLength={64}
        onChange={(event) => setAccount(event.target.value)}
      />
      <div aria-live="polite" className="flex flex-col gap-2">
        {outcomes.map(({ file, text, notes, problem }) => (
          <div key={file} className="rounded-md border px-3 py-2 text-[0.8125rem]">
            <p className="font-medium wrap-anywhere">{file}</p>
            {text && <p>{text}</p>}
            {notes?.map((note) => (
              <p key={note} className="text-near-limit-ink wrap-anywhere">
                {note}
              </p>
            ))}
            <ProblemText>{problem}</ProblemText>
          </div>
        ))}
      </div>
      <div className="flex justify-end gap-2">
        <Button size="medium" onClick={onDone}>
          {outcomes.length > 0 && !busy ? "Done" : "Cancel"}
        </Button>
        <Button size="medium" variant="primary" disabled={files.length === 0} busy={busy} onClick={importAll}>
          {files.length > 0 ? `Import ${counted(files.length, "File")}` : "Import"}
        </Button>
      </div>
    </div>
  );
}

const mostCharacters = 800_000;
const ownProblems: Record<string, string> = {
  tooLarge:
    "The file is too large for this page. Send it to POST /api/v1/provider-reports, or use npm run import on the server.",
  isTable:
    "A table is no report of a provider’s API. Calls from a CSV file are imported on Settings › Import; reports are JSON.",
};

/** Without the blanks that make it readable, which may be half of it. */
function compact(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

type Kept = { from: string | null; to: string | null; recorded: number; duplicates: number };

function keptText({ from, to, recorded, duplicates }: Kept): string {
  const span = from && to ? `${shortRangeLabel({ first: from, last: to })}: ` : "";
  if (recorded === 0 && duplicates > 0) return `${span}nothing new, all ${counted(duplicates, "line")} are known.`;
  return `${span}${counted(recorded, "line")} kept${duplicates > 0 ? `, ${formatExact(duplicates)} known before` : ""}.`;
}

const refusal = ({ reason, count }: { reason: string; count: number }) =>
  `Refused${count > 1 ? ` ${formatExact(count)} times` : ""}: ${reason}`;
