"use client";

import {
  Bar as BarShape,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  usePlotArea,
  XAxis,
  YAxis,
} from "recharts";
import { type Bar, bandGap, barTotal } from "./bar-data.ts";
import type { BarsProps } from "./bars-static.tsx";

type DotProps = { cx?: number; cy?: number; value?: unknown };

/** The same bars by Recharts, which replaces the server's drawing once the browser is idle. */
export default function BarsLive({ bars, series, ticks, level, showPrevious }: BarsProps) {
  const top = ticks.at(-1) ?? 1;
  const gap = bandGap(bars.length);
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 800, height: 220 }}>
      <ComposedChart
        data={bars as Bar[]}
        margin={{ top: 0, right: 0, bottom: 0, left: 0 }}
        barCategoryGap={`${(gap / 2) * 100}%`}
        accessibilityLayer={false}
      >
        <defs>
          <pattern id="bars-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" fill="var(--series-other)" opacity="0.55" />
            <rect width="3" height="6" fill="var(--series-other)" />
          </pattern>
          <pattern id="bars-pending" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="3" height="6" fill="var(--surface)" opacity="0.45" />
          </pattern>
        </defs>
        <XAxis dataKey="key" hide />
        <YAxis hide domain={[0, top]} allowDataOverflow />
        {series.map((one, part) => (
          <BarShape
            key={one.key}
            stackId="cost"
            dataKey={(bar: Bar) => bar.parts[part] ?? 0}
            fill={one.hatched ? "url(#bars-hatch)" : one.colour}
            stroke={series.length > 1 ? "var(--surface)" : undefined}
            strokeWidth={series.length > 1 ? 1 : 0}
            radius={part === series.length - 1 ? [2, 2, 0, 0] : 0}
            isAnimationActive={false}
          />
        ))}
        {level && level.value <= top && (
          <ReferenceLine y={level.value} stroke="var(--near-limit)" strokeWidth={1.5} strokeDasharray="5 4" />
        )}
        {showPrevious && (
          <Line
            dataKey={(bar: Bar) => bar.previous || null}
            stroke="none"
            isAnimationActive={false}
            dot={(props: DotProps) => <PreviousMark key={`${props.cx}`} {...props} count={bars.length} />}
          />
        )}
        <Pending bars={bars} top={top} gap={gap} />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** A short line at the height the same day of the period before had. */
function PreviousMark({ cx, cy, value, count }: DotProps & { count: number }) {
  const plot = usePlotArea();
  if (value == null || cx === undefined || cy === undefined || !plot) return <g />;
  const half = (plot.width / count) * (0.5 - bandGap(count) / 4);
  return <line x1={cx - half} x2={cx + half} y1={cy} y2={cy} stroke="var(--chart-previous)" strokeWidth={2} />;
}

/** Hatches the day that is not over. */
function Pending({ bars, top, gap }: { bars: readonly Bar[]; top: number; gap: number }) {
  const plot = usePlotArea();
  const index = bars.findIndex((bar) => bar.pending);
  const bar = bars[index];
  if (!plot || !bar) return null;
  const band = plot.width / bars.length;
  const height = (barTotal(bar) / top) * plot.height;
  return (
    <rect
      x={plot.x + band * (index + gap / 2)}
      width={band * (1 - gap)}
      y={plot.y + plot.height - height}
      height={height}
      fill="url(#bars-pending)"
    />
  );
}
