import { nanosOfDrawn } from "#components/charts/drawn-dollars.ts";
import { formatDelta, formatDollars } from "#server/money/format.ts";
import { comparedFigure } from "./compared-figure.ts";

type ChangeProps = {
  current: number | null;
  previous: number | null;
  /** What the row shows as its cost, in nano-dollars, today with it: spend of today only is new as well. */
  spent: bigint;
};

/** How dollars moved between two equal stretches of time; a dash where there is nothing to compare. */
export function Change({ current, previous, spent }: ChangeProps) {
  const days = nanosOfDrawn(current ?? 0);
  const before = nanosOfDrawn(previous ?? 0);
  const now = comparedFigure(days, before, spent);
  if (current === null || previous === null || now === null) return <span className="text-ink-muted">–</span>;
  return (
    <span
      className="text-ink-muted whitespace-nowrap"
      title={`${formatDollars(days)} against ${formatDollars(before)}`}
    >
      {formatDelta(now, before).text}
    </span>
  );
}
