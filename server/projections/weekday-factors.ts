import { meanOf } from "./mean-of.ts";
import { winsorise } from "./winsorise.ts";

const weeks = 8;
const fewestDays = 14;
const even = [1, 1, 1, 1, 1, 1, 1];

/**
 * How much of an average day each day of the week costs, by place from the first day of `days`: factors around 1 that
 * average 1. Looks at the last eight weeks; before there are two, all are 1.
 *
 * The mean of a weekday counts as far as it can be believed (Bühlmann credibility, 1967): n / (n + k), where k is the
 * variance within weekdays over the variance between them. Few or scattered Sundays stay near 1, a Sunday that is always
 * empty goes to 0, and days that do not differ by weekday all stay 1.
 */
export function weekdayFactors(days: readonly number[]): number[] {
  const shown = winsorise(days.slice(-7 * weeks));
  const mean = meanOf(shown);
  if (shown.length < fewestDays || mean === 0) return even;

  const first = days.length - shown.length;
  const sums = [0, 0, 0, 0, 0, 0, 0];
  const counts = [0, 0, 0, 0, 0, 0, 0];
  shown.forEach((cost, index) => {
    const place = (first + index) % 7;
    sums[place] = (sums[place] ?? 0) + cost;
    counts[place] = (counts[place] ?? 0) + 1;
  });
  const means = sums.map((sum, place) => sum / (counts[place] ?? 1));
  let squares = 0;
  shown.forEach((cost, index) => {
    squares += (cost - (means[(first + index) % 7] ?? 0)) ** 2;
  });
  const within = squares / (shown.length - 7);
  const average = meanOf(means);
  const scatter = means.reduce((sum, value) => sum + (value - average) ** 2, 0) / 6;
  const between = scatter - within / (shown.length / 7);
  if (between <= 0) return even;

  const factors = means.map((value, place) => {
    const count = counts[place] ?? 0;
    const credibility = count / (count + within / between);
    return (credibility * value + (1 - credibility) * mean) / mean;
  });
  const level = meanOf(factors);
  return factors.map((factor) => factor / level);
}
