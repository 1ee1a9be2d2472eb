/**
 * Round ticks from 0 to at least `max`, about four of them, at steps of 1, 2, 2.5 or 5 times a power of ten.
 * Drawing only: `max` is a float of dollars.
 */
export function niceTicks(max: number): number[] {
  if (!(max > 0)) return [0, 1];
  const rough = max / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10) * power;
  const count = Math.ceil(max / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

const units = [
  { letter: "B", dollars: 1e9, fromStep: 2.5e8 },
  { letter: "M", dollars: 1e6, fromStep: 2.5e5 },
  { letter: "K", dollars: 1e3, fromStep: 1e3 },
];

/** An axis label: as many decimals as the step needs, thousands, millions and billions shortened. */
export function dollarTick(value: number, step: number): string {
  if (value === 0) return "$0";
  const unit = units.find(({ fromStep }) => step >= fromStep);
  if (unit) return `$${(value / unit.dollars).toLocaleString("en-US")}${unit.letter}`;
  const needed = [0, 2, 3, 4, 5, 6, 7, 8, 9].find(
    (decimals) => Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) < 1e-6,
  );
  const decimals = needed ?? 9;
  return `$${value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals })}`;
}
