type SparklineProps = { values: readonly number[]; className?: string };

/** The shape of a month, day by day. Decoration: the figures are in the text beside it. */
export function Sparkline({ values, className }: SparklineProps) {
  if (values.length < 2) return null;
  const max = Math.max(...values, Number.MIN_VALUE);
  const points = values.map((value, index) => [(index / (values.length - 1)) * 100, 30 - (value / max) * 28]);
  const line = points.map(([x = 0, y = 0]) => `${x.toFixed(2)},${y.toFixed(2)}`).join(" L");
  return (
    <svg aria-hidden="true" viewBox="0 0 100 32" preserveAspectRatio="none" className={className}>
      <path d={`M0,32 L${line} L100,32 Z`} className="fill-brand" opacity="0.08" />
      <path
        d={`M${line}`}
        className="stroke-brand"
        fill="none"
        strokeWidth="1.5"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
