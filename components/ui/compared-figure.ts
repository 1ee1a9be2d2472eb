/**
 * What to hold against `previous`: `current`, the figure of the compared whole days; where both are 0, `shown`, the
 * figure on the page, which counts today too. Null where nothing was and nothing is: there is nothing to compare.
 */
export function comparedFigure(current: bigint, previous: bigint, shown: bigint): bigint | null {
  const now = current === 0n && previous === 0n ? shown : current;
  return now === 0n && previous === 0n ? null : now;
}
