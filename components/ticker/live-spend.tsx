"use client";

import { Radio, Unplug } from "lucide-react";
import { type ReactNode, useState } from "react";
import { rangeText } from "#components/projections/projection-words.ts";
import { PauseButton } from "#components/shell/pause-button.tsx";
import { useIsPaused } from "#components/trpc/live-updates.ts";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { formatExactDollars } from "#server/money/format.ts";
import { spendParts } from "#server/money/spend-text.ts";
import { type Amount, againstYesterday, projectionText, runsText } from "./ticker-words.ts";
import { useStreamState, useTicker } from "./use-ticker.ts";

/**
 * Spend as it happens, of a project or (null) of the organisation. Not a live region: who listens to the page would hear
 * nothing else.
 */
export function LiveSpend({ projectId }: { projectId: string | null }) {
  return (
    <section
      aria-label="Live Spend"
      className="flex items-center gap-2 rounded-xl border bg-surface py-2.5 pr-2 pl-4 shadow-card sm:gap-4 sm:pl-5 print:hidden"
    >
      <div className="min-w-0 flex-1">
        <PanelBoundary name="Live Spend" skeleton={<Skeleton className="h-25 sm:h-14.5" />}>
          <TickerFigures projectId={projectId} />
        </PanelBoundary>
      </div>
      <div className="flex shrink-0 flex-col items-end self-start">
        <PauseButton />
        <LiveState />
      </div>
    </section>
  );
}

/** Whether the figures follow by themselves. */
function LiveState() {
  const stream = useStreamState();
  const paused = useIsPaused();
  if (paused) return <State>Paused</State>;
  if (stream === "lost") {
    return (
      <State>
        <Unplug aria-hidden="true" className="size-3 text-near-limit-ink" />
        Reconnecting…
      </State>
    );
  }
  return (
    <State hidden={stream === "starting"}>
      <Radio aria-hidden="true" className="size-3 text-on-track-ink" />
      Live
    </State>
  );
}

function State({ hidden = false, children }: { hidden?: boolean; children: ReactNode }) {
  return (
    <p className={`flex h-5 items-center gap-1 pr-2 text-ink-muted text-xs ${hidden ? "invisible" : ""}`}>{children}</p>
  );
}

function TickerFigures({ projectId }: { projectId: string | null }) {
  const { today, dayBefore, month, monthToDate, forecast, runs } = useTicker(projectId);
  return (
    <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-3">
      <Figure name="Today" amount={today} note={againstYesterday(today, dayBefore)} />
      <Figure
        name="Month to Date"
        amount={monthToDate}
        note={projectionText(month, forecast)}
        hint={forecast.month ? rangeText(forecast.month) : undefined}
      />
      <Figure name="Average per Run" amount={runs.average} note={runsText(runs.count)} />
    </dl>
  );
}

type FigureProps = { name: string; amount: Amount | null; note: string; hint?: string | undefined };

function Figure({ name, amount, note, hint }: FigureProps) {
  const { value, qualifier } = amount
    ? spendParts(BigInt(amount.costNanos), amount.unpricedCalls)
    : { value: "–", qualifier: undefined };
  const exact = amount ? formatExactDollars(BigInt(amount.costNanos)) : undefined;
  const [first] = useState(exact);
  return (
    <div className="min-w-0">
      <dt className="text-[0.8125rem] text-ink-muted">{name}</dt>
      <dd className="flex flex-wrap items-baseline gap-x-2 sm:block">
        {/* A new element for each amount, so that each change is seen, however small. */}
        <span
          key={exact}
          className={`font-semibold text-lg leading-6 tracking-[-0.02em] tabular-nums ${exact === first ? "" : "just-changed"}`}
        >
          {qualifier && (
            <span className="font-normal text-[0.8125rem] text-ink-muted leading-none tracking-normal">
              {qualifier}{" "}
            </span>
          )}
          {value}
        </span>
        <span title={hint} className="text-[0.8125rem] text-ink-muted sm:block">
          {note}
        </span>
      </dd>
    </div>
  );
}
