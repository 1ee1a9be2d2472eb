import { beyondChance } from "./beyond-chance.ts";
import { meanOf } from "./mean-of.ts";
import { weekdayFactors } from "./weekday-factors.ts";
import { winsorise } from "./winsorise.ts";

const trendDays = 30;
/** After ten days a day counts half. By its age in days. */
const weights = Array.from({ length: trendDays }, (_, age) => 0.5 ** (age / 10));
const weightOf = (index: number, count: number): number => weights[count - 1 - index] ?? 0;
/** What of its step the trend keeps from day to day. */
const damping = 0.9;
/** Below two weeks two points make any trend. */
const fewestForTrend = 14;

/** What coming days are expected to cost, in the unit of the days that it was learnt from. */
export type Expectation = {
  /** The next days one by one: 30-day trend with weekdays. */
  next: number[];
  /** Each of the next days, by the 7-day rolling average. */
  average: number;
  /** The mean of the last 30 days: what errors are measured by. */
  usual: number;
};

/**
 * What the next `ahead` days are expected to cost, by the last 30 whole days, winsorised. `days` are consecutive, 0 or
 * more, the last one is yesterday.
 *
 * Level: mean of the days by their weekday factors, recent ones counting more (exponential weights: Brown 1959).
 * Trend: weighted least squares; it counts as far as it exceeds two standard errors and dies away (damped trend:
 * Gardner and McKenzie 1985).
 */
export function expectedDays(days: readonly number[], ahead: number): Expectation {
  const factors = weekdayFactors(days);
  const shown = winsorise(days.slice(-trendDays));
  const first = days.length - shown.length;
  const factorOf = (index: number) => factors[index % 7] ?? 1;

  let [cost, factor, age, total] = [0, 0, 0, 0];
  shown.forEach((value, index) => {
    const weight = weightOf(index, shown.length);
    cost += weight * value;
    factor += weight * factorOf(first + index);
    age += weight * (shown.length - 1 - index);
    total += weight;
  });
  const slope = trendOf(shown.map((value, index) => value / Math.max(factorOf(first + index), 0.1)));

  const next: number[] = [];
  let level = (factor > 0 ? cost / factor : 0) + slope * (age / total);
  let step = slope;
  for (let day = 0; day < ahead; day++) {
    step *= damping;
    level += step;
    next.push(Math.max(0, level) * factorOf(days.length + day));
  }
  return { next, average: meanOf(shown.slice(-7)), usual: meanOf(shown) };
}

/** By how much a day exceeds the one before, as far as that can be told from chance. */
function trendOf(costs: readonly number[]): number {
  const count = costs.length;
  if (count < fewestForTrend) return 0;
  let [total, place, level] = [0, 0, 0];
  costs.forEach((cost, index) => {
    const weight = weightOf(index, count);
    total += weight;
    place += weight * index;
    level += weight * cost;
  });
  place /= total;
  level /= total;
  let [spread, product, weighedSpread] = [0, 0, 0];
  costs.forEach((cost, index) => {
    const weight = weightOf(index, count);
    spread += weight * (index - place) ** 2;
    weighedSpread += weight ** 2 * (index - place) ** 2;
    product += weight * (index - place) * (cost - level);
  });
  const slope = product / spread;
  let squares = 0;
  costs.forEach((cost, index) => {
    squares += weightOf(index, count) * (cost - level - slope * (index - place)) ** 2;
  });
  const variance = ((squares / total) * (count / (count - 2)) * weighedSpread) / spread ** 2;
  return beyondChance(slope, variance);
}
