import type { ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";

type BookLineProps = { what: ReactNode; note?: string; amount: string; isTotal?: boolean };

/** A line of a statement: what it is, and the amount at its end. */
export function BookLine({ what, note, amount, isTotal = false }: BookLineProps) {
  return (
    <div
      className={classNames(
        "flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 border-t py-1.5 first:border-t-0",
        isTotal ? "border-line-strong font-semibold" : "border-line",
      )}
    >
      <dt className="min-w-0">
        {what}
        {note && <span className="ml-2 text-[0.8125rem] text-ink-muted whitespace-nowrap">{note}</span>}
      </dt>
      <dd className="ml-auto tabular-nums whitespace-nowrap">{amount}</dd>
    </div>
  );
}
