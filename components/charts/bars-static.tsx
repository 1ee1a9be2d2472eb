import { type Bar, type BarSeries, bandGap, type Level } from "./bar-data.ts";

export type BarsProps = {
  bars: readonly Bar[];
  series: readonly BarSeries[];
  ticks: readonly number[];
  level?: Level;
  showPrevious: boolean;
};

/**
 * The bars as plain SVG, drawn by the server: there before any script. It fills its box, whatever its size,
 * and the live chart lands on the same pixels.
 */
export function BarsStatic({ bars, series, ticks, level, showPrevious }: BarsProps) {
  const top = ticks.at(-1) ?? 1;
  const y = (value: number) => 100 - (value / top) * 100;
  const gap = bandGap(bars.length);
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${bars.length} 100`}
      preserveAspectRatio="none"
      className="absolute inset-0 size-full overflow-visible"
    >
      {bars.map((bar, index) => {
        let base = 0;
        return (
          <g key={bar.key} opacity={bar.pending ? 0.55 : 1}>
            {series.map((one, part) => {
              const value = bar.parts[part] ?? 0;
              const from = base;
              base += value;
              if (value <= 0) return null;
              return (
                <rect
                  key={one.key}
                  x={index + gap / 2}
                  width={1 - gap}
                  y={y(base)}
                  height={Math.max(y(from) - y(base), 0.2)}
                  style={{ fill: one.colour }}
                />
              );
            })}
            {showPrevious && bar.previous !== undefined && bar.previous > 0 && (
              <line
                x1={index + gap / 4}
                x2={index + 1 - gap / 4}
                y1={y(bar.previous)}
                y2={y(bar.previous)}
                style={{ stroke: "var(--chart-previous)" }}
                strokeWidth="2"
                vectorEffect="non-scaling-stroke"
              />
            )}
          </g>
        );
      })}
      {level && level.value <= top && (
        <line
          x1="0"
          x2={bars.length}
          y1={y(level.value)}
          y2={y(level.value)}
          style={{ stroke: "var(--near-limit)" }}
          strokeWidth="1.5"
          strokeDasharray="5 4"
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
}
