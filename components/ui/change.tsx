import { nanosOfDrawn } from "#components/charts/drawn-dollars.ts";
import { formatDelta } from "#server/money/format.ts";

type ChangeProps = { current: number | null; previous: number | null };

/** How dollars moved between two equal stretches of time; a dash where there is nothing to compare. */
export function Change({ current, previous }: ChangeProps) {
  const text =
    current === null || previous === null ? "–" : formatDelta(nanosOfDrawn(current), nanosOfDrawn(previous)).text;
  return <span className="text-ink-muted whitespace-nowrap">{text}</span>;
}
