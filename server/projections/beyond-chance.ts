/**
 * An estimate as far as it can be told from 0: whole where it is many standard errors away, nothing within two of them
 * (positive-part shrinkage: James and Stein 1961). `variance` is the square of its standard error.
 */
export function beyondChance(value: number, variance: number): number {
  return value ** 2 > 4 * variance ? value - (4 * variance) / value : 0;
}
