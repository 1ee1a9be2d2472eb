import { TrendingUp } from "lucide-react";
import { needsText } from "#components/projections/projection-words.ts";
import type { BudgetView } from "#server/budgets/queries.ts";
import type { BudgetForecast } from "#server/projections/budget-forecasts.ts";
import { dayLabel } from "#server/time/label.ts";
import { amountText } from "./budget-words.ts";

type BudgetProjectionProps = {
  budget: Pick<BudgetView, "unit" | "window" | "ofName">;
  forecast: BudgetForecast | undefined;
};

/** Where the running window of a budget is projected to end, and when it passes the limit; of a run, what one costs. */
export function BudgetProjection({ budget: { unit, window, ofName }, forecast }: BudgetProjectionProps) {
  if (!forecast) return <span className="text-ink-muted">—</span>;
  const { lacks, projected, low, high, passesOn, runs } = forecast;
  if (lacks || !projected || !low || !high) {
    return <span className="text-[0.8125rem] text-ink-muted text-pretty">{lacks && lackText(lacks)}</span>;
  }
  const amount = (of: typeof projected) => amountText(unit, of.amount, of.nanos);
  const whose = forecast.ofName && forecast.ofName !== ofName ? forecast.ofName : null;
  return (
    <span
      className="flex min-w-0 flex-col items-end gap-0.5 text-right"
      title={`80% range ${amount(low)} to ${amount(high)}`}
    >
      <span className="font-medium whitespace-nowrap">
        {amount(projected)}
        {runs && <span className="font-normal text-ink-muted"> a run</span>}
      </span>
      {whose && <span className="text-[0.8125rem] text-ink-muted wrap-anywhere">{whose}</span>}
      {passesOn && (
        <span className="inline-flex items-center gap-1 text-[0.8125rem] text-near-limit-ink whitespace-nowrap">
          <TrendingUp aria-hidden="true" className="size-3.5 shrink-0" />
          {window === "day" ? "Passes it today" : `Passes it ${dayLabel(passesOn)}`}
        </span>
      )}
      {runs && (
        <span className={`text-[0.8125rem] ${runs.over > 0 ? "text-near-limit-ink" : "text-ink-muted"}`}>
          {runs.over} of the last {runs.count} passed it
        </span>
      )}
    </span>
  );
}

function lackText({ what, needed, known }: NonNullable<BudgetForecast["lacks"]>): string {
  if (what === "runs") return `Needs ${needed} runs; ${known} so far.`;
  return needsText({ daysNeeded: needed, daysOfData: known });
}
