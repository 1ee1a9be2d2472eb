/** Nano-dollars of a dollar figure that came as a JSON number, so that it is written by the one formatter. Not for sums. */
export function nanosOfDrawn(dollars: number): bigint {
  return BigInt(Math.round(dollars * 1e9));
}
