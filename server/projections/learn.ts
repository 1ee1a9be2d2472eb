import { expectedDays } from "./expected-days.ts";
import { type ErrorRange, pastErrors } from "./past-errors.ts";

/** How many days after today the projections look, and how many of a rolling average. */
type Ahead = { month: number; week: number };

/** What a history says of the days to come. Of a sum of days, the errors of as many, and of one more. */
type Learnt = {
  next: readonly number[];
  average: number;
  day: ErrorRange;
  week: readonly [ErrorRange, ErrorRange];
  month: readonly [ErrorRange, ErrorRange];
};

/** It takes some milliseconds to learn, and whole days hardly ever change: what is learnt once serves until midnight. */
const remembered = new Map<string, Learnt>();
const mostRemembered = 2_000;

/** The expectation and the errors that projections of some windows need, from whole days in nano-dollars, yesterday last. */
export function learn(days: readonly number[], ahead: Ahead): Learnt {
  const key = `${ahead.month} ${ahead.week} ${days.join()}`;
  const known = remembered.get(key);
  remembered.delete(key);
  const learnt = known ?? learnAnew(days, ahead);
  // The last one in is the last one to go.
  remembered.set(key, learnt);
  if (remembered.size > mostRemembered) remembered.delete(remembered.keys().next().value ?? "");
  return learnt;
}

function learnAnew(days: readonly number[], { month, week }: Ahead): Learnt {
  const { next, average } = expectedDays(days, 1 + month);
  const errors = pastErrors(days);
  return {
    next,
    average,
    day: errors.trend(1),
    week: [errors.average(week), errors.average(week + 1)],
    month: [errors.trend(month), errors.trend(month + 1)],
  };
}
