"use client";

import { type KeyboardEvent, type PointerEvent, type ReactNode, useId, useRef, useState } from "react";
import { barTotal } from "./bar-data.ts";
import { type BarsProps, BarsStatic } from "./bars-static.tsx";
import { dollarTick, niceTicks } from "./nice-scale.ts";
import { Projection } from "./projection.tsx";
import { useIdleComponent } from "./use-idle-component.ts";

type BarChartProps = Omit<BarsProps, "ticks"> & {
  label: string;
  /** One bar in words, for screen readers: the same figures as its table row. */
  describe: (index: number) => string;
  renderTooltip: (index: number) => ReactNode;
};

const loadLive = async () => (await import("./bars-live.tsx")).default;

/**
 * Frame of a bar chart: axes, tooltip, pointer and keyboard (arrows, Home, End, Escape). All of it works on the
 * server's drawing already; the live chart only takes over the bars, when they are looked at and the browser is idle.
 */
export function BarChart({ label, describe, renderTooltip, ...bars }: BarChartProps) {
  const plot = useRef<HTMLDivElement>(null);
  const Live = useIdleComponent(loadLive, plot);
  const help = useId();
  const [active, setActive] = useState<number>();
  const [spoken, setSpoken] = useState("");

  const count = bars.bars.length;
  const highest = Math.max(
    ...bars.bars.map((bar) =>
      Math.max(barTotal(bar), bars.showPrevious ? (bar.previous ?? 0) : 0, bar.projected?.value ?? 0),
    ),
  );
  const withLevel = bars.level && bars.level.value <= highest * 1.6 ? Math.max(highest, bars.level.value) : highest;
  const ticks = niceTicks(withLevel);
  const top = ticks.at(-1) ?? 1;
  const labelEvery = Math.max(1, Math.ceil(count / 7));

  const move = (index: number | undefined) => {
    setActive(index);
    setSpoken(index === undefined ? "" : describe(index));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const target: Record<string, number | undefined> = {
      ArrowRight: active === undefined ? 0 : Math.min(count - 1, active + 1),
      ArrowLeft: active === undefined ? count - 1 : Math.max(0, active - 1),
      Home: 0,
      End: count - 1,
      Escape: undefined,
    };
    if (!(event.key in target)) return;
    event.preventDefault();
    move(target[event.key]);
  };
  const onPointer = (event: PointerEvent) => {
    const box = plot.current?.getBoundingClientRect();
    if (!box) return;
    const index = Math.floor(((event.clientX - box.left) / box.width) * count);
    setActive(index >= 0 && index < count ? index : undefined);
  };
  const shown = active !== undefined && active < count ? active : undefined;

  return (
    <div className="@container">
      <div
        role="application"
        aria-label={`${label} chart`}
        aria-describedby={help}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a chart that is read with the arrow keys takes focus
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerMove={onPointer}
        onPointerDown={onPointer}
        onPointerLeave={() => setActive(undefined)}
        onBlur={() => move(undefined)}
        className="relative h-62 touch-pan-y rounded-md text-ink-muted text-xs tabular-nums"
      >
        {ticks.map((tick) => (
          <div
            key={tick}
            aria-hidden="true"
            className="pointer-events-none absolute inset-x-0 flex -translate-y-1/2 items-center"
            style={{ top: `calc(0.5rem + (100% - 2.125rem) * ${1 - tick / top})` }}
          >
            <span className="w-11 shrink-0 pr-2 text-right">{dollarTick(tick, ticks[1] ?? 1)}</span>
            <span className={`h-px flex-1 ${tick === 0 ? "bg-line-strong" : "bg-(--chart-grid)"}`} />
          </div>
        ))}
        <div ref={plot} className="absolute top-2 right-0 bottom-[1.625rem] left-11">
          {shown !== undefined && (
            <div
              className="absolute inset-y-0 rounded-sm bg-ink/6"
              style={{ left: `${(shown / count) * 100}%`, width: `${100 / count}%` }}
            />
          )}
          <div aria-hidden="true" className="pointer-events-none absolute inset-0">
            {Live && (
              <div className="absolute inset-0 print:hidden">
                <Live {...bars} ticks={ticks} />
              </div>
            )}
            {/* The live chart keeps the width of the screen; on paper it is this one, which fits any. */}
            <div className={`absolute inset-0 ${Live ? "hidden print:block" : ""}`}>
              <BarsStatic {...bars} ticks={ticks} />
            </div>
            <Projection bars={bars.bars} top={top} />
          </div>
          {shown !== undefined && (
            <div
              aria-hidden="true"
              className="pointer-events-none absolute top-0 z-10 w-52 @max-md:top-auto @max-md:bottom-[calc(100%+0.25rem)] rounded-lg border border-line-strong bg-surface p-3 text-ink shadow-raised"
              style={{ left: `clamp(-2.75rem, ${beside(shown, count)}, 100% - 13rem)` }}
            >
              {renderTooltip(shown)}
            </div>
          )}
        </div>
        <div aria-hidden="true" className="absolute right-0 bottom-0 left-11 h-5">
          {bars.bars.map((bar, index) => {
            const fromEnd = count - 1 - index;
            if (fromEnd % labelEvery !== 0) return null;
            const secondary = (fromEnd / labelEvery) % 2 === 1;
            const atEdge = fromEnd === 0 && count > 12;
            return (
              <span
                key={bar.key}
                className={`absolute whitespace-nowrap ${atEdge ? "" : "-translate-x-1/2"} ${secondary ? "@max-md:hidden" : ""}`}
                style={atEdge ? { right: 0 } : { left: `${((index + 0.5) / count) * 100}%` }}
              >
                {bar.tick}
              </span>
            );
          })}
        </div>
      </div>
      <p id={help} hidden>
        Arrow keys move from bar to bar, Home and End go to the first and the last, Escape closes the details.
      </p>
      <p role="status" className="sr-only">
        {spoken}
      </p>
    </div>
  );
}

/** Where the tooltip (13rem wide) begins: right of its bar in the first half, left of it in the second. */
function beside(index: number, count: number): string {
  return index < count / 2 ? `${((index + 1) / count) * 100}% + 0.5rem` : `${(index / count) * 100}% - 13.5rem`;
}
