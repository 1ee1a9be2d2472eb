import { useId } from "react";
import { formatTokens } from "#server/money/format.ts";
import { spendText } from "#server/money/spend-text.ts";
import type { LimitFormField } from "./limit-form.tsx";
import { LimitUse } from "./limit-use.tsx";
import { limitText } from "./limit-words.ts";
import { readAmount } from "./read-amount.ts";

type LimitFieldProps = {
  field: LimitFormField;
  text: string;
  /** Whether what is typed is not what is set. */
  changed: boolean;
  problem: string | undefined;
  readOnly: boolean;
  onType: (text: string) => void;
  onBlur: () => void;
};

/** One limit: its field with its unit, what is used of it, and what another amount would mean. */
export function LimitField({ field, text, changed, problem, readOnly, onType, onBlur }: LimitFieldProps) {
  const id = useId();
  const dollars = field.unit !== "tokens";
  const note = problem
    ? undefined
    : changed
      ? preview(field, text)
      : field.budget
        ? undefined
        : (field.unset ?? "Not Set");
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="font-medium">
        {field.label} <span className="font-normal text-ink-muted">({dollars ? "US dollars" : "tokens"})</span>
      </label>
      <div className="relative mt-1.5">
        {dollars && (
          <span aria-hidden="true" className="absolute inset-y-0 left-3 flex items-center text-ink-muted">
            $
          </span>
        )}
        <input
          id={id}
          name={field.id}
          inputMode="decimal"
          autoComplete="off"
          placeholder={readOnly ? "Not Set" : field.placeholder}
          value={text}
          readOnly={readOnly}
          onChange={(event) => onType(dollars ? event.target.value.replace(/^\s*\$\s*/, "") : event.target.value)}
          onBlur={onBlur}
          aria-invalid={problem ? true : undefined}
          aria-describedby={`${id}-note`}
          className={`h-10 touch:h-11 w-full rounded-md border border-line-control bg-surface pr-3 text-base tabular-nums placeholder:text-ink-muted/60 read-only:bg-sunken aria-invalid:border-danger sm:text-sm ${dollars ? "pl-7" : "pl-3"}`}
        />
      </div>
      <p
        id={`${id}-note`}
        aria-live="polite"
        className="mt-1.5 text-[0.8125rem] text-ink-muted text-pretty empty:hidden"
      >
        {problem ? <span className="text-danger-ink">{problem}</span> : note}
      </p>
      {field.budget && (
        <LimitUse
          label={field.label}
          budget={field.budget}
          unpricedCalls={field.unpricedCalls}
          forecast={field.forecast}
        />
      )}
    </div>
  );
}

/** What the amount that is typed would mean, against what is used already. */
function preview({ unit, used, unpricedCalls, budget }: LimitFormField, text: string): string | undefined {
  const read = readAmount(text, unit);
  if ("problem" in read) return undefined;
  if (read.amount === 0n) return "Saved like this, there is no limit.";
  const usedText = unit === "tokens" ? `${formatTokens(used)} tokens` : spendText(used, unpricedCalls);
  const limit = `Limit ${limitText(read.amount, unit === "tokens" ? "tokens" : "cost")}`;
  if (used < read.amount) return `${limit}: ${usedText} used so far.`;
  const pauses = budget ? budget.onExceeded.includes("pause") : true;
  const effect = pauses ? "the agent is paused as soon as you save" : "the limit is reached as soon as you save";
  return `${limit}: ${usedText} used already: ${effect}.`;
}
