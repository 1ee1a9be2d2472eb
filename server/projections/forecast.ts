import { toDollars } from "#server/money/amount.ts";
import { dayKey } from "#server/time/window.ts";
import { daysNeeded } from "./past-errors.ts";
import { type Estimate, projectSpend } from "./project-spend.ts";
import type { SpendHistory } from "./spend-history.ts";

/**
 * A running window as pages get it, in dollars with exact nano-dollars beside: spent so far, projected to its end, and the
 * range that holds in 80 % of cases.
 */
export type EstimateView = {
  spent: number;
  spentNanos: string;
  projected: number;
  projectedNanos: string;
  low: number;
  lowNanos: string;
  high: number;
  highNanos: string;
};

/**
 * A day of the running month from today on: what it is projected to cost, with its range for drawing, and what the month will
 * have cost at its end, in nano-dollars.
 */
export type ForecastDay = Pick<EstimateView, "projected" | "projectedNanos" | "low" | "high"> & {
  date: string;
  monthToDateNanos: string;
};

/**
 * What a scope is projected to cost: the running UTC day, week (from Monday) and month. With fewer than `daysNeeded` whole
 * days of data there is none, and pages say so. `path` leads from today to the last day of the month: a limit of it is passed
 * on the first day whose `monthToDateNanos` reach it.
 */
export type Forecast = {
  daysOfData: number;
  daysNeeded: number;
  day: EstimateView | null;
  week: EstimateView | null;
  month: EstimateView | null;
  path: ForecastDay[];
};

/** The forecast of a history at `now`. */
export function forecastOf(history: SpendHistory, now: Date): Forecast {
  const known = { daysOfData: history.days.length, daysNeeded };
  const projection = projectSpend(history, now);
  if (!projection) return { ...known, day: null, week: null, month: null, path: [] };
  const { day, week, month, ahead } = projection;
  let monthToDate = month.spent - day.spent;
  return {
    ...known,
    day: view(day),
    week: view(week),
    month: view(month),
    path: [{ day: dayKey(now), ...day }, ...ahead].map(({ day: date, amount, low, high }) => {
      monthToDate += amount;
      return {
        date,
        projected: toDollars(amount),
        projectedNanos: amount.toString(),
        low: toDollars(low),
        high: toDollars(high),
        monthToDateNanos: monthToDate.toString(),
      };
    }),
  };
}

function view({ spent, amount, low, high }: Estimate): EstimateView {
  return {
    spent: toDollars(spent),
    spentNanos: spent.toString(),
    projected: toDollars(amount),
    projectedNanos: amount.toString(),
    low: toDollars(low),
    lowNanos: low.toString(),
    high: toDollars(high),
    highNanos: high.toString(),
  };
}
