import { type BudgetStatus, budgetStatus } from "./budget-status.ts";

const fills: Record<BudgetStatus, string> = {
  on_track: "bg-on-track",
  near_limit: "bg-near-limit",
  over_limit: "bg-over-limit",
};

type LimitMeterProps = {
  label: string;
  used: bigint;
  limit: bigint;
  /** Where it is projected to end: a mark above the bar. */
  projected?: bigint | undefined;
  valueText: string;
};

/**
 * What is used of a limit as a bar with marks at 80 and 100 %. Past the limit the scale grows with the use and the projection, up to
 * twice the limit, and what is over is hatched; from 125 % on the two labels need both sides of their marks. Widths are floats of exact amounts. `valueText` is what a screen reader says.
 */
export function LimitMeter({ label, used, limit, projected, valueText }: LimitMeterProps) {
  const status = budgetStatus(used, limit);
  const percent = Number((used * 10_000n) / limit) / 100;
  const ending = projected === undefined ? undefined : Number((projected * 10_000n) / limit) / 100;
  const scale = Math.min(Math.max(100, percent, ending ?? 0), 200);
  const at = (mark: number) => `${(mark / scale) * 100}%`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: the native meter cannot be drawn with marks and a hatched overage
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(100, percent)}
      aria-valuenow={percent}
      aria-valuetext={valueText}
    >
      <div
        className={`relative h-3 rounded-full border border-line-control bg-surface ${ending === undefined ? "" : "mt-3.5"}`}
      >
        <div className="absolute inset-0 overflow-hidden rounded-full">
          <div className={`h-full ${fills[status]}`} style={{ width: at(Math.min(percent, 100)) }} />
          {percent > 100 && (
            <div className={`hatch absolute inset-y-0 right-0 ${fills[status]}`} style={{ left: at(100) }} />
          )}
        </div>
        <Mark at={at(80)} />
        {scale > 100 && <Mark at={at(100)} />}
        {ending !== undefined && <ProjectionMark at={at(Math.min(ending, scale))} />}
      </div>
      <div aria-hidden="true" className="relative mt-1 h-4 text-ink-muted text-xs tabular-nums">
        <span className="absolute -translate-x-1/2" style={{ left: at(80) }}>
          80%
        </span>
        <span className="absolute" style={{ left: at(100), transform: scale < 125 ? "translateX(-100%)" : undefined }}>
          100%
        </span>
      </div>
    </div>
  );
}

function Mark({ at }: { at: string }) {
  return <span aria-hidden="true" className="absolute -inset-y-1 w-px bg-ink" style={{ left: at }} />;
}

/** A caret that points at the bar from above. */
function ProjectionMark({ at }: { at: string }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 10 7"
      data-projection
      className="-top-2.5 absolute h-1.75 w-2.5 -translate-x-1/2 fill-ink"
      style={{ left: at }}
    >
      <title>Projected</title>
      <path d="M0 0h10L5 7z" />
    </svg>
  );
}
