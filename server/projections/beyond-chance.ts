/**
 * An estimate as far as it can be told from 0: whole where it is many standard errors away, nothing within two of them
 * (positive-part shrinkage: James and Stein 1961). `variance` is the square of its standard error.
 */
export function beyondChance(value: number, variance: number): number {
  const square = value ** 2;
  // The square of what is all but 0 is 0.
  return square === 0 ? 0 : value * Math.max(0, 1 - (4 * variance) / square);
}
