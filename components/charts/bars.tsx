import { type Bar, type BarSeries, bandGap, barTotal, type Level } from "./bar-data.ts";

export type BarsProps = {
  bars: readonly Bar[];
  series: readonly BarSeries[];
  /** The top of the axis in dollars. */
  top: number;
  level?: Level;
  showPrevious: boolean;
};

/**
 * Stacked bars in plain HTML: drawn by the server, there before any script, as wide as their box. A bar that still grows
 * and everything under “Other” are hatched; short lines show the period before.
 */
export function Bars({ bars, series, top, level, showPrevious }: BarsProps) {
  const band = 100 / bars.length;
  const gap = bandGap(bars.length);
  const percent = (value: number) => `${(value / top) * 100}%`;
  return (
    <>
      {bars.map((bar, index) => (
        <div
          key={bar.key}
          className="absolute bottom-0 flex min-h-px flex-col-reverse gap-px overflow-hidden rounded-t-[3px]"
          style={{
            left: `${(index + gap / 2) * band}%`,
            width: `${(1 - gap) * band}%`,
            height: percent(barTotal(bar)),
          }}
        >
          {series.map((one, part) => {
            const value = bar.parts[part] ?? 0;
            if (value <= 0) return null;
            return (
              <div
                key={one.key}
                className={one.hatched || bar.pending ? "hatch" : undefined}
                style={{ flex: `${(value / barTotal(bar)) * 100} 0 0px`, backgroundColor: one.colour }}
              />
            );
          })}
        </div>
      ))}
      {showPrevious &&
        bars.map(
          (bar, index) =>
            bar.previous !== undefined &&
            bar.previous > 0 && (
              <div
                key={bar.key}
                className="absolute h-0.5 translate-y-1/2 bg-(--chart-previous)"
                style={{
                  left: `${(index + gap / 4) * band}%`,
                  width: `${(1 - gap / 2) * band}%`,
                  bottom: percent(bar.previous),
                }}
              />
            ),
        )}
      {level && level.value <= top && (
        <div
          className="absolute inset-x-0 translate-y-1/2 border-near-limit border-t-[1.5px] border-dashed"
          style={{ bottom: percent(level.value) }}
        />
      )}
    </>
  );
}
