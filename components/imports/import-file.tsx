"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { momentText } from "#components/dates/moment-text.ts";
import { Button } from "#components/ui/button.tsx";
import { DisclosureButton } from "#components/ui/disclosure-button.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { useSettled } from "#components/ui/use-settled.ts";
import { counted } from "#server/money/format.ts";
import { CallPreview } from "./call-preview.tsx";
import { ColumnFields } from "./column-fields.tsx";
import { guessedMapping, mappingProblem } from "./column-mapping.ts";
import { ImportFigures } from "./import-figures.tsx";
import { ImportStatusBadge } from "./import-status-badge.tsx";
import { sampleFile } from "./send-file.ts";
import { sizeText } from "./size-text.ts";
import { UploadProgress } from "./upload-progress.tsx";
import { type Chosen, type ImportItem, settingsOf } from "./use-imports.ts";

type ImportFileProps = {
  item: ImportItem;
  /** Files are being sent: nothing can be changed. */
  busy: boolean;
  onChoose: (chosen: Partial<Chosen>) => void;
  onMissing: (missing: string | null) => void;
  onRemove: () => void;
};

/** One picked file: what it is, how it is read, what was found in it, and what became of it. */
export function ImportFile({ item, busy, onChoose, onMissing, onRemove }: ImportFileProps) {
  const { key, file, chosen, detail } = item;
  const label = useId();
  const [open, setOpen] = useState(false);
  const settings = useSettled(JSON.stringify(settingsOf(chosen)));
  const sample = useQuery({
    queryKey: ["import-sample", key, settings],
    queryFn: () => sampleFile(file, JSON.parse(settings)),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const { data } = sample;
  const table = data?.table ?? null;
  const mapping = table && (chosen.mapping ?? guessedMapping(table));
  const missing = sample.error
    ? failureText(sample.error)
    : !data
      ? "The file is being looked at."
      : table && mapping
        ? mappingProblem(mapping, table, chosen.model)
        : (data.problem ?? (data.format === null ? notRecognised : null));
  const over = detail?.startedAt != null;

  // What is sent is what the reader sees, a guess too.
  useEffect(() => {
    if (mapping && chosen.mapping === null) onChoose({ mapping });
  });
  useEffect(() => {
    if (item.missing !== missing) onMissing(missing);
  });

  return (
    <li aria-labelledby={label} className="grid gap-3 border-line border-t px-4 py-4 sm:px-5">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-52">
          <h3 id={label} className="font-medium wrap-anywhere">
            {file.name}
          </h3>
          <p className="text-[0.8125rem] text-ink-muted">
            {sizeText(file.size)}
            {data?.format && ` · ${data.formats.find(({ id }) => id === data.format)?.label}`}
          </p>
        </div>
        {detail && <ImportStatusBadge status={detail.status} />}
        {!busy && (
          <Button variant="ghost" size="icon" aria-label={`Remove ${file.name}`} onClick={onRemove}>
            <X aria-hidden="true" className="size-4" />
          </Button>
        )}
      </div>
      {item.running && item.id ? (
        <UploadProgress id={item.id} name={file.name} size={file.size} phase={item.running} />
      ) : (
        <>
          <ProblemText>{item.problem ?? detail?.problem ?? undefined}</ProblemText>
          {detail?.importedBefore && !over && (
            <p className="text-[0.8125rem] text-pretty">
              This very file was imported {momentText(detail.importedBefore.at)} by {detail.importedBefore.createdBy}:{" "}
              {counted(detail.importedBefore.calls, "call")} booked then. Calls that stand in the ledger count as
              repeats and are not booked again.
            </p>
          )}
          {detail && <ImportFigures of={detail} />}
        </>
      )}
      {!over && (
        <fieldset disabled={busy} className="grid min-w-0 gap-3">
          <legend className="sr-only">How {file.name} Is Read</legend>
          {sample.isPending && <Skeleton className="h-40" />}
          {data && data.formats.filter(({ fits }) => fits).length > 1 && (
            <div className="max-w-md">
              <SelectField
                label="Format"
                value={data.format ?? ""}
                options={data.formats.filter(({ fits }) => fits).map(({ id, label }) => ({ value: id, label }))}
                onChange={(event) => onChoose({ format: event.target.value })}
              />
            </div>
          )}
          {data && missing !== null && (
            <p role="status" className="text-[0.8125rem] text-near-limit-ink text-pretty">
              {missing}
            </p>
          )}
          {sample.error && <ProblemText>{missing ?? undefined}</ProblemText>}
          {table && mapping && (
            <div className="grid gap-3">
              <div>
                <DisclosureButton open={open || missing !== null} onToggle={() => setOpen(!open)} label={file.name}>
                  Columns: {Object.keys(mapping.fields).length} of {table.columns.length} used
                </DisclosureButton>
              </div>
              {(open || missing !== null) && (
                <ColumnFields
                  table={table}
                  mapping={mapping}
                  model={chosen.model}
                  provider={chosen.provider}
                  onMapping={(next) => onChoose({ mapping: next })}
                  onModel={(model) => onChoose({ model })}
                  onProvider={(provider) => onChoose({ provider })}
                />
              )}
            </div>
          )}
          {data && data.rows.length > 0 && !detail && (
            <div aria-busy={sample.isPlaceholderData} className="-mx-4 sm:-mx-5">
              <CallPreview name={file.name} rows={data.rows} />
            </div>
          )}
        </fieldset>
      )}
    </li>
  );
}

const notRecognised =
  "This file is not a log, export or table that can be read. Save a sheet as CSV in UTF-8, or unpack an archive, and choose that.";
