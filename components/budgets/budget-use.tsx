import { budgetStatusLabel } from "#components/ai-cost/budget-status.ts";
import { StatusText } from "#components/ai-cost/budget-status-text.tsx";
import type { BudgetView } from "#server/budgets/queries.ts";
import type { BudgetForecast } from "#server/projections/budget-forecasts.ts";
import { amountText, limitText, whoseText } from "./budget-words.ts";

const fills = { on_track: "bg-on-track", near_limit: "bg-near-limit", over_limit: "bg-over-limit" };

/**
 * How much of a budget is used: what is spent filled, what is held for calls under way hatched behind it, a mark where it is
 * projected to end.
 */
export function BudgetUse({ budget, forecast }: { budget: BudgetView; forecast: BudgetForecast | undefined }) {
  const { status, unit, pct, limit, extra, reserved, reservedNanos } = budget;
  const held = (reserved / (limit + extra)) * 100;
  const percent = pct > 999 ? ">999%" : pct > 0 && pct < 1 ? "<1%" : `${Math.trunc(pct)}%`;
  const heldText = reserved > 0 ? `, ${amountText(unit, reserved, reservedNanos)} held` : "";
  const projected = forecast?.projected;
  const projectedText = projected ? `; projected ${amountText(unit, projected.amount, projected.nanos)}` : "";
  return (
    <span className="flex w-full min-w-0 flex-col gap-1 text-left">
      <span className="flex items-center justify-between gap-2 text-[0.8125rem] tabular-nums">
        <StatusText status={status} fullyHeld={reserved > 0 && budget.remaining <= 0} />
        <span className="font-medium">{percent}</span>
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: the native meter cannot show what is held apart from what is spent */}
      <span
        role="meter"
        aria-label={`Used of ${whoseText(budget)}`}
        aria-valuemin={0}
        aria-valuemax={Math.max(100, pct)}
        aria-valuenow={pct}
        aria-valuetext={`${percent} of ${limitText(budget)} used${heldText}, ${budgetStatusLabel[status].toLowerCase()}${projectedText}`}
        className="relative flex h-2 w-full min-w-16 overflow-hidden rounded-full border border-line-control bg-surface"
      >
        <span className={`h-full ${fills[status]}`} style={{ width: `${Math.min(100, pct)}%` }} />
        <span
          className={`hatch h-full ${fills[status]}`}
          style={{ width: `${Math.max(0, Math.min(100 - pct, held))}%` }}
        />
        {forecast && forecast.pct !== null && forecast.pct < 100 && (
          <span
            data-projection
            className="absolute inset-y-0 w-0.5 -translate-x-1/2 bg-ink"
            style={{ left: `${forecast.pct}%` }}
          />
        )}
      </span>
    </span>
  );
}
