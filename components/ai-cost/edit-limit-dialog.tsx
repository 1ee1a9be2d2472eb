"use client";

import { type RefObject, useId, useRef, useState } from "react";
import { useForm } from "react-hook-form";
import { effectText } from "#components/budgets/budget-words.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { Switch } from "#components/ui/switch.tsx";
import type { ExceededAction } from "#server/budgets/budget.ts";
import { toDecimalString, toDollars } from "#server/money/amount.ts";
import { formatExactDollars } from "#server/money/format.ts";
import { dollarsProblem, typedDollars } from "#server/money/typed-amount.ts";
import type { Forecast } from "#server/projections/forecast.ts";
import type { SetLimit } from "./budget-panel.tsx";
import { limitPreview } from "./limit-preview.ts";

type EditLimitDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
  spent: bigint;
  unpricedCalls: number;
  limit: bigint | null;
  /** The lowest monthly limit of the project: this one or that of another budget. */
  counts: bigint | null;
  onExceeded: readonly ExceededAction[];
  version: number;
  month: string;
  forecast: Forecast | null;
  onSetLimit: SetLimit;
  latestVersion: () => Promise<number>;
};

/** The amount typed, or what is wrong with it. An empty field is no amount. */
function readLimit(text: string): { nanos: bigint } | { problem: string } {
  const nanos = typedDollars(text);
  return nanos === null ? { problem: dollarsProblem(text, "or 0 for no limit") } : { nanos };
}

/** What follows at the limit once blocking is on or off; the rest is set on the page of all budgets. */
function withBlock(onExceeded: readonly ExceededAction[], block: boolean): ExceededAction[] {
  const others = onExceeded.filter((action) => action !== "block");
  return block ? [...others, "block"] : others;
}

/** Why the limit was not stored. Without an answer nobody knows whether it was. */
function failure(error: unknown): string {
  const answered = Boolean((error as { data?: unknown } | null)?.data);
  if (answered && error instanceof Error) return `The limit was not changed. ${error.message}`;
  return "Purser did not answer, so the limit may not have changed. Check that it is running and try again.";
}

/** Asks for the limit in dollars, shows what it would mean, and closes only when the server has stored it. */
export function EditLimitDialog({ open, onOpenChange, returnFocusTo, ...props }: EditLimitDialogProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Edit Monthly Limit"
      description="A limit for each calendar month, UTC. It alerts before it is reached and when it is."
      returnFocusTo={returnFocusTo}
      initialFocus={input}
    >
      <LimitForm {...props} input={input} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

type LimitFormProps = Omit<EditLimitDialogProps, "open" | "onOpenChange" | "returnFocusTo"> & {
  input: RefObject<HTMLInputElement | null>;
  onDone: () => void;
};

function LimitForm(props: LimitFormProps) {
  const { spent, unpricedCalls, limit, counts, onExceeded, month, forecast, onSetLimit, latestVersion, input, onDone } =
    props;
  const id = useId();
  // What is overwritten on saving: what stood there when the form opened, and after a refusal what stands there by then.
  const [version, setVersion] = useState(props.version);
  const form = useForm({
    defaultValues: { limit: limit === null ? "" : toDecimalString(limit), block: onExceeded.includes("block") },
  });
  const { errors, isSubmitting } = form.formState;
  const field = form.register("limit", {
    validate: (text) => {
      const read = readLimit(text);
      return "problem" in read ? read.problem : true;
    },
  });
  const block = form.watch("block");
  const typed = readLimit(form.watch("limit"));
  const message = errors.limit?.message;

  const submit = form.handleSubmit(async ({ limit: text, block }) => {
    try {
      await onSetLimit({ limitDollars: toDollars(typedDollars(text) ?? 0n), block, version });
      onDone();
    } catch (error) {
      form.setError("root", { message: failure(error) });
      setVersion(await latestVersion());
    }
  });

  return (
    <form onSubmit={submit} noValidate className="mt-4">
      <label htmlFor={id} className="font-medium">
        Monthly limit
      </label>
      <div className="relative mt-1.5">
        <span aria-hidden="true" className="absolute inset-y-0 left-3 flex items-center text-ink-muted">
          $
        </span>
        <input
          {...field}
          onChange={(event) => {
            // The sign stands before the field already.
            const plain = event.target.value.replace(/^\s*\$\s*/, "");
            if (plain !== event.target.value) event.target.value = plain;
            return field.onChange(event);
          }}
          ref={(element) => {
            field.ref(element);
            input.current = element;
          }}
          id={id}
          inputMode="decimal"
          autoComplete="off"
          aria-invalid={message ? true : undefined}
          aria-describedby={`${id}-note`}
          placeholder="500.00"
          className="h-10 w-full rounded-md border border-line-control bg-surface pr-3 pl-7 text-base tabular-nums aria-invalid:border-danger"
        />
      </div>
      <p id={`${id}-note`} className="mt-2 min-h-10 text-[0.8125rem] text-ink-muted text-pretty" aria-live="polite">
        {message ? (
          <span className="text-danger-ink">{message}</span>
        ) : "nanos" in typed ? (
          limitPreview(typed.nanos, { spent, unpricedCalls, month, forecast })
        ) : (
          "In US dollars. 0 removes the limit."
        )}
      </p>
      {counts !== null && counts !== limit && (
        <p className="mt-2 text-[0.8125rem] text-pretty">
          Another budget of {formatExactDollars(counts)} a month limits this project too; the lower one counts. It is
          changed under Budgets.
        </p>
      )}
      {!("nanos" in typed && typed.nanos === 0n) && (
        <div className="mt-2 mb-3">
          <Switch
            label="Stop Calls at the Limit"
            checked={block}
            onCheckedChange={(on) => form.setValue("block", on, { shouldDirty: true })}
          />
          <p className="mt-0.5 text-[0.8125rem] text-ink-muted text-pretty" aria-live="polite">
            {effectText({ onExceeded: withBlock(onExceeded, block), window: "month", scope: "project" })}
            {block && " Only calls that reserve their cost first can be stopped; the others are recorded."}
          </p>
        </div>
      )}
      <ProblemText>{errors.root?.message}</ProblemText>
      <div className="mt-4 flex justify-end gap-2">
        <Button size="medium" onClick={onDone}>
          Cancel
        </Button>
        <Button size="medium" variant="primary" type="submit" busy={isSubmitting}>
          Save Limit
        </Button>
      </div>
    </form>
  );
}
