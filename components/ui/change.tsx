import { nanosOfDrawn } from "#components/charts/drawn-dollars.ts";
import { formatDelta, formatDollars } from "#server/money/format.ts";

type ChangeProps = {
  current: number | null;
  previous: number | null;
  /** What the whole row costs, which may be more than the compared days: spend of today only is new as well. */
  spent?: bigint;
};

/** How dollars moved between two equal stretches of time; a dash where there is nothing to compare. */
export function Change({ current, previous, spent = 0n }: ChangeProps) {
  if (current === null || previous === null) return <span className="text-ink-muted">–</span>;
  const now = nanosOfDrawn(current);
  const before = nanosOfDrawn(previous);
  const startedToday = now === 0n && before === 0n && spent > 0n;
  return (
    <span className="text-ink-muted whitespace-nowrap" title={`${formatDollars(now)} against ${formatDollars(before)}`}>
      {formatDelta(startedToday ? spent : now, before).text}
    </span>
  );
}
