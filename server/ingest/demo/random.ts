import { hash } from "node:crypto";

/** Random draws that are always the same for the same seed. */
export type Random = {
  /** From 0 up to and without 1. */
  uniform: () => number;
  chance: (probability: number) => boolean;
  /** Whole number from `low` to `high`, both included. */
  between: (low: number, high: number) => number;
  /** Long-tailed: half of the draws lie below `median`; `sigma` is the spread of their logarithm. */
  logNormal: (median: number, sigma: number) => number;
  /** How many independent things happen where `mean` are expected. */
  poisson: (mean: number) => number;
  pick: <T>(weighted: readonly (readonly [value: T, weight: number])[]) => T;
};

/** The generator sfc32 (Chris Doty-Humphrey, PractRand), seeded by the SHA-256 of a text. */
export function createRandom(seed: string): Random {
  const bytes = hash("sha256", seed, "buffer");
  let [a, b, c, d] = [0, 4, 8, 12].map((offset) => bytes.readInt32LE(offset)) as [number, number, number, number];

  const uniform = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return (t >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 12; i++) uniform();

  return {
    uniform,
    chance: (probability) => uniform() < probability,
    between: (low, high) => low + Math.floor(uniform() * (high - low + 1)),
    // Box and Muller; 1 − u keeps the logarithm away from 0.
    logNormal: (median, sigma) =>
      median * Math.exp(sigma * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())),
    // Knuth: multiply until below e^-mean. Means here are small.
    poisson: (mean) => {
      const limit = Math.exp(-mean);
      let product = uniform();
      let count = 0;
      while (product > limit) {
        product *= uniform();
        count++;
      }
      return count;
    },
    pick: (weighted) => {
      let rest = uniform() * weighted.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of weighted) {
        rest -= weight;
        if (rest < 0) return value;
      }
      const last = weighted.at(-1);
      if (!last) throw new RangeError("Nothing to pick from.");
      return last[0];
    },
  };
}
