import { BudgetStatusText } from "#components/ai-cost/budget-status-text.tsx";
import { LimitMeter } from "#components/ai-cost/limit-meter.tsx";
import { raisedText } from "#components/budgets/budget-words.ts";
import { momentText } from "#components/dates/moment-text.ts";
import { Timestamp } from "#components/ui/timestamp.tsx";
import type { BudgetForecast } from "#server/projections/budget-forecasts.ts";
import type { BudgetView } from "./agent-data.ts";
import {
  amountText,
  exactUse,
  limitProjectionText,
  meterText,
  percentText,
  projectedUse,
  usedText,
} from "./limit-words.ts";

type LimitUseProps = {
  label: string;
  budget: BudgetView;
  unpricedCalls: number;
  /** Where its window is projected to end; nothing while that is not known. */
  forecast: BudgetForecast | undefined;
};

/**
 * How much of a limit is used: amount, percentage (cut), bar, where it is projected to end, what is held, what follows at the
 * limit, when it resets.
 */
export function LimitUse({ label, budget, unpricedCalls, forecast }: LimitUseProps) {
  const { used, limit, reserved } = exactUse(budget);
  const projected = projectedUse(budget, forecast);
  const projection = limitProjectionText(budget, forecast, unpricedCalls);
  const held = reserved > 0n ? `${amountText(reserved, budget.unit)} held by calls under way.` : "";
  const raised = raisedText(budget);
  const approved = raised ? `An approval has it ${raised}.` : "";
  return (
    <div className="mt-2">
      <p className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 text-[0.8125rem] tabular-nums">
        <span>{usedText(budget, unpricedCalls)}</span>
        <span className="flex items-center gap-2.5">
          <span className="font-semibold">{percentText(budget, unpricedCalls)}</span>
          <BudgetStatusText spent={used} limit={limit} reserved={reserved} />
        </span>
      </p>
      <LimitMeter
        label={`${label} Used`}
        used={used}
        limit={limit}
        projected={projected}
        valueText={meterText(budget, unpricedCalls, projected)}
      />
      {projection && <p className="mt-1 text-[0.8125rem] text-pretty">{projection}</p>}
      <p className="mt-1 text-[0.8125rem] text-ink-muted text-pretty">
        {[effectText(budget), held, approved].filter(Boolean).join(" ")}{" "}
        {budget.windowEnd && (
          <>
            Resets <Timestamp iso={budget.windowEnd} text={momentText(budget.windowEnd)} />.
          </>
        )}
      </p>
    </div>
  );
}

/** What follows at the limit. */
function effectText({ onExceeded }: BudgetView): string {
  if (onExceeded.includes("approval")) return "At the limit a person is asked.";
  if (onExceeded.includes("block")) return "At the limit calls are refused until it resets.";
  return onExceeded.includes("pause") ? "At the limit the agent is paused." : "It only alerts.";
}
