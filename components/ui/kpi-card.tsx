import { ArrowDown, ArrowUp } from "lucide-react";
import { type ReactNode, useId } from "react";
import { Sparkline } from "#components/charts/sparkline.tsx";
import { formatDelta } from "#server/money/format.ts";
import { comparedFigure } from "./compared-figure.ts";

/** Four cards in a row, two by two where there is less room. */
export function KpiGrid({ children }: { children: ReactNode }) {
  return <div className="grid grid-cols-2 gap-2.5 sm:gap-3 xl:grid-cols-4 print:grid-cols-4">{children}</div>;
}

/** Six cards: two, three or six in a row. */
export function SixKpiGrid({ children }: { children: ReactNode }) {
  return (
    <div className="grid grid-cols-2 gap-2.5 sm:grid-cols-3 sm:gap-3 2xl:grid-cols-6 print:grid-cols-3">{children}</div>
  );
}

type KpiCardProps = {
  name: string;
  period: string;
  value: string;
  /** Whether the figure is bad news by itself. */
  bad?: boolean;
  /** What the figure needs before it to be true, such as `at least`. */
  qualifier?: string;
  /** The exact value, where the card shows a short one. */
  exact?: string;
  sparkline?: readonly number[];
  children?: ReactNode;
};

/** One figure of the month, its period, and how it compares. A long figure is set smaller, never cut or wrapped. */
export function KpiCard({ name, period, value, bad = false, qualifier, exact, sparkline, children }: KpiCardProps) {
  const label = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups form controls; this groups a figure with its notes
    <div
      role="group"
      aria-labelledby={label}
      className="flex min-w-0 flex-col rounded-xl border border-line bg-surface px-3.5 pt-3 pb-3.5 shadow-card sm:min-h-31 sm:px-5 sm:pt-3.5 sm:pb-4 print:min-h-0 print:px-3 print:shadow-none"
    >
      <div className="@container">
        <div className="flex flex-wrap items-baseline justify-between gap-x-2 text-[0.8125rem]">
          <span id={label} className="font-medium text-ink-muted">
            {name}
          </span>
          <span className="text-ink-muted text-xs whitespace-nowrap">{period}</span>
        </div>
        <div className="mt-2 flex h-8 items-end gap-3">
          <p
            className={`shrink-0 font-semibold leading-8 tracking-[-0.03em] whitespace-nowrap tabular-nums ${bad ? "text-danger-ink" : ""}`}
            // A figure is at most 0.58 em wide.
            style={{
              fontSize: `min(1.625rem, calc((100cqi - ${qualifier ? "3.5rem" : "0rem"}) / ${(value.length * 0.58).toFixed(2)}))`,
            }}
          >
            {qualifier && (
              <span className="font-normal text-[0.8125rem] text-ink-muted leading-none tracking-normal">
                {qualifier}{" "}
              </span>
            )}
            <span title={exact}>{value}</span>
          </p>
          {sparkline && (
            <div className="@container mb-0.5 ml-auto min-w-0 max-w-20 flex-1 max-sm:hidden print:hidden">
              <Sparkline values={sparkline} className="hidden h-7 w-full @min-[2.25rem]:block" />
            </div>
          )}
        </div>
      </div>
      <div className="mt-1.5 flex flex-col gap-0.5 text-[0.8125rem] text-ink-muted">{children}</div>
    </div>
  );
}

type DeltaTextProps = {
  current: bigint | number;
  previous: bigint | number;
  /** The figure it stands beside, which may count today too: what began today is new as well. */
  shown?: bigint | number;
  against: string;
};

/**
 * How a figure moved, in words; nothing where there was none before and is none now. Spending more is neither good nor
 * bad by itself, so it has no colour.
 */
export function DeltaText({ current, previous, shown = current, against }: DeltaTextProps) {
  const now = comparedFigure(BigInt(current), BigInt(previous), BigInt(shown));
  if (now === null) return null;
  const delta = formatDelta(now, previous);
  const Arrow = delta.direction === "up" ? ArrowUp : delta.direction === "down" ? ArrowDown : null;
  return (
    <span>
      {Arrow && <Arrow aria-hidden="true" className="mr-1 inline size-3.5 align-[-0.15em]" />}
      {delta.direction === "new" ? "New: nothing " : `${delta.text} `}
      <span className="whitespace-nowrap">{delta.direction === "new" ? against : `vs ${against}`}</span>
    </span>
  );
}
