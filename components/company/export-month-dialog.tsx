"use client";

import { type FormEvent, useState } from "react";
import { listMonths } from "#components/ai-cost/months.ts";
import { longMonth } from "#components/dates/moment-text.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import type { OpenedDialog } from "#components/ui/dialog-button.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { saveFile } from "#components/ui/save-file.ts";
import { SelectField } from "#components/ui/select-field.tsx";
import { counted } from "#server/money/format.ts";
import { monthRange } from "#server/time/range.ts";
import type { CompanyMonth } from "./company-data.ts";

type ExportMonthDialogProps = OpenedDialog & { costs: CompanyMonth; currentMonth: string };

/** Saves a month as a file for the books: which month, and in which format. */
export function ExportMonthDialog({ costs, currentMonth, ...dialog }: ExportMonthDialogProps) {
  return (
    <Dialog
      {...dialog}
      title="Export a Month"
      description="All projects of the organisation, as a CSV file whose costs are exact."
    >
      <ExportForm costs={costs} currentMonth={currentMonth} onDone={() => dialog.onOpenChange(false)} />
    </Dialog>
  );
}

const formats = [
  {
    value: "focus",
    label: "FOCUS 1.4",
    hint: "The books of the month for finance and FinOps tools: a row for each kind of token, by day, project, agent and model.",
  },
  {
    value: "transactions",
    label: "Transactions",
    hint: "Every call made in the month, with its run, job, tokens, tags and cost.",
  },
] as const;

type ExportFormProps = { costs: CompanyMonth; currentMonth: string; onDone: () => void };

function ExportForm({ costs, currentMonth, onDone }: ExportFormProps) {
  const [month, setMonth] = useState(costs.month);
  const [format, setFormat] = useState<(typeof formats)[number]["value"]>("focus");
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (format === "focus") saveFile("/api/v1/exports/focus.csv", { month });
    else {
      const { first, last } = monthRange(month);
      saveFile("/api/v1/exports/transactions.csv", { from: first, to: last });
    }
    onDone();
  };
  const notes = [
    month === currentMonth && `${longMonth(month)} has not ended: the file has what there is so far.`,
    month === costs.month &&
      costs.total.unpricedCalls > 0 &&
      `${counted(costs.total.unpricedCalls, "call")} without a price ${costs.total.unpricedCalls === 1 ? "is" : "are"} in it at no cost.`,
  ].filter(Boolean);
  return (
    <form onSubmit={save} className="mt-4 grid gap-4">
      <SelectField
        label="Month (UTC)"
        value={month}
        onChange={(event) => setMonth(event.target.value)}
        options={listMonths(costs.months, currentMonth).map((value) => ({
          value,
          label: costs.months.includes(value) ? longMonth(value) : `${longMonth(value)} · no spend`,
        }))}
      />
      <fieldset>
        <legend className="mb-1 font-medium">Format</legend>
        {formats.map(({ value, label, hint }) => (
          <label key={value} className="flex items-start gap-2.5 py-1 touch:min-h-11">
            <input
              type="radio"
              name="format"
              checked={format === value}
              onChange={() => setFormat(value)}
              className="mt-0.5 size-4 shrink-0 accent-brand"
            />
            <span>
              {label}
              <span className="block text-[0.8125rem] text-ink-muted text-pretty">{hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <p aria-live="polite" className="text-[0.8125rem] text-ink-muted text-pretty empty:hidden">
        {notes.join(" ")}
      </p>
      <FormButtons busy={false} onCancel={onDone}>
        Download CSV
      </FormButtons>
    </form>
  );
}
