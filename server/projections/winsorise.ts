/**
 * Days of spend with the dearest tenth of those that have any counted as the next dearest (one-sided 10 % Winsorisation;
 * Dixon 1960, Tukey 1962): of up to eleven such days the highest one, of thirty the highest three. One day that went wild
 * does not move what is expected of the next; of a single day with spend nothing is cut.
 */
export function winsorise(days: readonly number[]): number[] {
  const spent = Float64Array.from(days.filter((cost) => cost > 0)).sort();
  const cap = spent[Math.floor((spent.length - 1) * 0.9)] ?? 0;
  return days.map((cost) => Math.min(cost, cap));
}
