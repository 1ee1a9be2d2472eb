import type { EstimateView, Forecast } from "#server/projections/forecast.ts";

/**
 * What a month is projected to come to, as summaries carry it: `month` is null with fewer than `daysNeeded` whole days of
 * data.
 */
export type MonthForecast = Pick<Forecast, "daysOfData" | "daysNeeded"> & { month: EstimateView | null };

export function monthForecast(forecast: Forecast): MonthForecast;
export function monthForecast(forecast: Forecast | undefined): MonthForecast | null;
export function monthForecast(forecast: Forecast | undefined): MonthForecast | null {
  return forecast ? { daysOfData: forecast.daysOfData, daysNeeded: forecast.daysNeeded, month: forecast.month } : null;
}
