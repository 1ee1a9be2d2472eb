import { ArrowDown, ArrowUp } from "lucide-react";
import { type ReactNode, useId } from "react";
import { Sparkline } from "#components/charts/sparkline.tsx";
import { formatDelta } from "#server/money/format.ts";

type KpiCardProps = {
  name: string;
  period: string;
  value: ReactNode;
  /** The exact value, where the card shows a short one. */
  exact?: string;
  sparkline?: readonly number[];
  children?: ReactNode;
};

/** One figure of the month, its period, and how it compares. */
export function KpiCard({ name, period, value, exact, sparkline, children }: KpiCardProps) {
  const label = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups form controls; this groups a figure with its notes
    <div
      role="group"
      aria-labelledby={label}
      className="flex min-h-31 flex-col rounded-xl border border-line bg-surface px-4 pt-3.5 pb-4 shadow-card sm:px-5 print:min-h-0 print:shadow-none"
    >
      <div className="flex items-baseline justify-between gap-2 text-[0.8125rem]">
        <span id={label} className="font-medium text-ink-muted">
          {name}
        </span>
        <span className="text-ink-muted text-xs whitespace-nowrap">{period}</span>
      </div>
      <div className="mt-2 flex items-end justify-between gap-4">
        <p title={exact} className="font-semibold text-[1.75rem] leading-8 tracking-[-0.03em] tabular-nums">
          {value}
        </p>
        {sparkline && <Sparkline values={sparkline} className="mb-0.5 h-7 w-20 min-w-12 shrink print:hidden" />}
      </div>
      <div className="mt-1.5 flex flex-col gap-0.5 text-[0.8125rem] text-ink-muted">{children}</div>
    </div>
  );
}

type DeltaTextProps = { current: bigint | number; previous: bigint | number; against: string };

/** How a figure moved, in words. Spending more is neither good nor bad by itself, so it has no colour. */
export function DeltaText({ current, previous, against }: DeltaTextProps) {
  const delta = formatDelta(current, previous);
  const Arrow = delta.direction === "up" ? ArrowUp : delta.direction === "down" ? ArrowDown : null;
  const text = delta.direction === "new" ? `New: nothing ${against}` : `${delta.text} vs ${against}`;
  return (
    <span className="inline-flex items-center gap-1">
      {Arrow && <Arrow aria-hidden="true" className="size-3.5 shrink-0" />}
      {text}
    </span>
  );
}
