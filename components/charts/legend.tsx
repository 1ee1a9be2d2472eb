import { Swatch } from "#components/ui/swatch.tsx";
import type { BarSeries, Level } from "./bar-data.ts";

type LegendProps = {
  series: readonly BarSeries[];
  previous?: string;
  level?: Level;
  /** What the dashed line and its band say. */
  projected?: string;
  /** What a diamond says. */
  unusual?: string;
};

/** What the colours and lines of a chart stand for. */
export function Legend({ series, previous, level, projected, unusual }: LegendProps) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-ink-muted text-xs">
      {series.map((one) => (
        <li key={one.key} className="flex min-w-0 items-center gap-1.5">
          <Swatch colour={one.colour} hatched={one.hatched} />
          <span title={one.label} className="max-w-56 truncate">
            {one.label}
          </span>
        </li>
      ))}
      {previous && (
        <li className="flex items-center gap-1.5">
          <span aria-hidden="true" className="h-0.5 w-3.5 rounded bg-(--chart-previous)" />
          {previous}
        </li>
      )}
      {projected && (
        <li className="flex items-center gap-1.5">
          <span aria-hidden="true" className="flex h-2.5 w-4 items-center bg-ink/10">
            <span className="w-full border-ink border-t-2 border-dashed" />
          </span>
          {projected}
        </li>
      )}
      {unusual && (
        <li className="flex items-center gap-1.5">
          <span aria-hidden="true" className="mx-0.5 size-2 rotate-45 bg-near-limit" />
          {unusual}
        </li>
      )}
      {level && (
        <li className="flex items-center gap-1.5">
          <span aria-hidden="true" className="w-4 border-near-limit border-t-2 border-dashed" />
          {level.label}
        </li>
      )}
    </ul>
  );
}
