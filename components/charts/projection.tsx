import { type Bar, barTotal } from "./bar-data.ts";

type ProjectionProps = { bars: readonly Bar[]; top: number };

/** Over the bars: where those that are not over are projected to end, as a dashed line in its range, and a diamond on unusual ones. */
export function Projection({ bars, top }: ProjectionProps) {
  const y = (value: number) => 100 - (Math.min(value, top) / top) * 100;
  const points = bars.flatMap(({ projected }, index) => (projected ? [{ ...projected, x: index + 0.5 }] : []));
  const [first, last] = [points[0], points.at(-1)];
  const at = (pick: (point: (typeof points)[number]) => number) =>
    points.map((point) => `${point.x},${y(pick(point))}`);
  return (
    <>
      {first && last && (
        <svg
          aria-hidden="true"
          viewBox={`0 0 ${bars.length} 100`}
          preserveAspectRatio="none"
          data-projection="line"
          className="absolute inset-0 size-full overflow-visible text-ink"
        >
          {/* A single day is a point: it gets the width of its bar. */}
          <polygon
            points={[
              `${first.x - 0.35},${y(first.high)}`,
              ...at(({ high }) => high),
              `${last.x + 0.35},${y(last.high)}`,
              `${last.x + 0.35},${y(last.low)}`,
              ...at(({ low }) => low).reverse(),
              `${first.x - 0.35},${y(first.low)}`,
            ].join(" ")}
            fill="currentColor"
            opacity="0.1"
          />
          <polyline
            points={[
              `${first.x - 0.35},${y(first.value)}`,
              ...at(({ value }) => value),
              `${last.x + 0.35},${y(last.value)}`,
            ].join(" ")}
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeDasharray="4 3"
            vectorEffect="non-scaling-stroke"
          />
        </svg>
      )}
      {bars.map(
        (bar, index) =>
          bar.unusual && (
            <span
              key={bar.key}
              data-unusual={bar.key}
              className="absolute size-2.5 -translate-x-1/2 translate-y-1/2 rotate-45 border-2 border-surface bg-near-limit"
              style={{
                left: `${((index + 0.5) / bars.length) * 100}%`,
                bottom: `${Math.min(100, (barTotal(bar) / top) * 100)}%`,
              }}
            />
          ),
      )}
    </>
  );
}
