"use client";

import { type RefObject, useId, useState } from "react";
import { type UseFormRegisterReturn, useForm } from "react-hook-form";
import { longMonth } from "#components/dates/moment-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { toDecimalString } from "#server/money/amount.ts";
import { dollarsProblem, typedDollars, typedTokens } from "#server/money/typed-amount.ts";
import { monthLabel } from "#server/time/label.ts";
import type { RevenueMonth } from "./revenue-figures.ts";
import { type RevenueChange, revenueFailure, useSetRevenue } from "./use-set-revenue.ts";

export type RevenueDialogProps = {
  projectId: string;
  months: readonly RevenueMonth[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
};

/** Asks for revenue and units of the last twelve months; an empty field is nothing known. Saves what was changed. */
export function EditRevenueDialog({ projectId, months, ...dialog }: RevenueDialogProps) {
  return (
    <Dialog
      {...dialog}
      title="Edit Revenue"
      description="What the product earned (US dollars) and delivered (orders, seats, tickets: whatever you count) in each UTC month. Leave empty what is not known."
    >
      <RevenueForm projectId={projectId} months={months} onDone={() => dialog.onOpenChange(false)} />
    </Dialog>
  );
}

type Typed = { revenue: string; units: string };

const typedOf = ({ revenue, units }: RevenueMonth): Typed => ({
  revenue: revenue === null ? "" : toDecimalString(revenue),
  units: units === null ? "" : units.toString(),
});

function RevenueForm({
  projectId,
  months,
  onDone,
}: Pick<RevenueDialogProps, "projectId" | "months"> & { onDone: () => void }) {
  const setRevenue = useSetRevenue(projectId);
  // As they were when it opened: the page asks anew meanwhile, and what nobody typed must not be written over.
  const [newestFirst] = useState(() => [...months].reverse());
  const form = useForm<{ months: Typed[] }>({ defaultValues: { months: newestFirst.map(typedOf) } });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async ({ months: typed }) => {
    const changes = newestFirst.flatMap((month, i): RevenueChange[] => {
      const [was, is] = [typedOf(month), typed[i] ?? typedOf(month)];
      const change = {
        ...(is.revenue.trim() !== was.revenue && { revenue: decimalOf(is.revenue) }),
        ...(is.units.trim() !== was.units && { units: is.units.trim() ? Number(typedTokens(is.units)) : null }),
      };
      return Object.keys(change).length > 0 ? [{ month: month.month, ...change }] : [];
    });
    try {
      if (changes.length > 0) await setRevenue(changes);
      onDone();
    } catch (error) {
      form.setError("root", { message: revenueFailure(error) });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="mt-4">
      <div className="grid grid-cols-[4.5rem_1fr_1fr] items-start gap-x-2 gap-y-2">
        <span aria-hidden="true" />
        <span aria-hidden="true" className="font-medium text-[0.8125rem]">
          Revenue
        </span>
        <span aria-hidden="true" className="font-medium text-[0.8125rem]">
          Units
        </span>
        {newestFirst.map(({ month }, i) => (
          <div key={month} className="contents">
            <span aria-hidden="true" className="pt-2 text-[0.8125rem] text-ink-muted whitespace-nowrap">
              {monthLabel(month)}
            </span>
            <AmountField
              label={`Revenue of ${longMonth(month)}`}
              prefix="$"
              problem={errors.months?.[i]?.revenue?.message}
              {...form.register(`months.${i}.revenue`, {
                validate: (text) => text.trim() === "" || typedDollars(text) !== null || dollarsProblem(text),
              })}
            />
            <AmountField
              label={`Units of ${longMonth(month)}`}
              problem={errors.months?.[i]?.units?.message}
              {...form.register(`months.${i}.units`, {
                validate: (text) =>
                  text.trim() === "" || typedTokens(text) !== null || "Enter a whole number such as 1200.",
              })}
            />
          </div>
        ))}
      </div>
      <div className="mt-3">
        <ProblemText>{errors.root?.message}</ProblemText>
      </div>
      <div className="sticky bottom-[-1.25rem] -mx-5 mt-4 -mb-5 flex justify-end gap-2 border-line border-t bg-surface px-5 py-4">
        <Button size="medium" onClick={onDone}>
          Cancel
        </Button>
        <Button size="medium" variant="primary" type="submit" busy={isSubmitting}>
          Save Revenue
        </Button>
      </div>
    </form>
  );
}

function decimalOf(text: string): string | null {
  const nanos = typedDollars(text);
  return nanos === null ? null : toDecimalString(nanos);
}

type AmountFieldProps = UseFormRegisterReturn & { label: string; prefix?: string; problem: string | undefined };

function AmountField({ label, prefix, problem, ...field }: AmountFieldProps) {
  const id = useId();
  return (
    <div className="min-w-0">
      <span className="relative block">
        {prefix && (
          <span aria-hidden="true" className="absolute inset-y-0 left-2.5 flex items-center text-ink-muted">
            {prefix}
          </span>
        )}
        <input
          {...field}
          aria-label={label}
          aria-invalid={problem ? true : undefined}
          aria-describedby={`${id}-note`}
          inputMode="decimal"
          autoComplete="off"
          className={`h-9 touch:h-11 w-full rounded-md border border-line-control bg-surface pr-2 text-base tabular-nums aria-invalid:border-danger sm:text-sm ${prefix ? "pl-6" : "pl-2.5"}`}
        />
      </span>
      <p id={`${id}-note`} aria-live="polite" className="mt-1 text-danger-ink text-xs text-pretty empty:hidden">
        {problem}
      </p>
    </div>
  );
}
