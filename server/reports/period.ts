import { AppError } from "#server/errors.ts";
import {
  type DayRange,
  monthRange,
  monthToDate,
  presetRange,
  type RangePreset,
  wholeDays,
} from "#server/time/range.ts";
import { accountsBegin, addMonths, dayFromKey, dayKey, isMonthKey, lastMonths, monthKey } from "#server/time/window.ts";

/** A calendar month of a report. `shown` are its days up to today; `compared` as many whole days of it and of the month before. */
export type MonthPeriod = {
  month: string;
  firstDay: string;
  shown: DayRange;
  compared: { current: DayRange; previous: DayRange } | null;
};

/**
 * The period of a month (`2026-11`; the current one where none is named). The current month is compared by its whole
 * days so far, a past one as a whole.
 * @throws AppError `validation_failed` for what is no month, lies ahead or before there were accounts.
 */
export function monthPeriod(month: string | undefined, now: Date): MonthPeriod {
  const current = monthKey(now);
  const key = month ?? current;
  if (!isMonthKey(key)) throw invalid(`"${key}" is not a month. Write it as 2026-11.`);
  if (key > current) throw invalid(`${key} has not begun. The current month is ${current} (UTC).`);
  if (key < accountsBegin) throw invalid(`${key} is before the accounts begin (${accountsBegin}).`);
  const days = monthRange(key);
  const previousMonth = monthRange(addMonths(key, -1));
  if (key < current) {
    return { month: key, firstDay: days.first, shown: days, compared: { current: days, previous: previousMonth } };
  }
  const elapsed = monthToDate(now);
  const wholeCurrent = wholeDays(elapsed.current);
  const wholePrevious = wholeDays(elapsed.previous);
  return {
    month: key,
    firstDay: days.first,
    shown: { first: days.first, last: dayKey(now) },
    compared: wholeCurrent && wholePrevious && { current: wholeCurrent, previous: wholePrevious },
  };
}

/** The days of a preset that end with a month: on its last day, or today while it runs. @throws as `monthPeriod`. */
export function daysUpTo(preset: RangePreset, month: string | undefined, now: Date): DayRange {
  return presetRange(preset, dayFromKey(monthPeriod(month, now).shown.last).start);
}

/** `count` months that end with a month, the running one where none is named, oldest first. @throws as `monthPeriod`. */
export function monthsUpTo(month: string | undefined, now: Date, count: number): string[] {
  return lastMonths(dayFromKey(monthPeriod(month, now).firstDay).start, count);
}

function invalid(message: string): AppError {
  return new AppError("validation_failed", message, { errors: [{ path: "month", message }] });
}
