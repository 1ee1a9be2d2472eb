/** One row of the table in docs/performance: what is measured, and what it has to reach. */
export type FigureDefinition = {
  id: string;
  name: string;
  unit: string;
  /** Of the ratio to the floor where there is a floor, else of the value itself. */
  must: number;
  aim: number;
  better: "higher" | "lower";
};

/** What came out. `floor` is what bare parts do for the same work in the same run, in the same unit. */
export type Figure = FigureDefinition & {
  value: number;
  floor: number | null;
  ratio: number | null;
  pass: boolean;
};

/**
 * Judges a measured value against its floor (null: the value stands for itself). `ratio`: where both were measured in turn,
 * the median of the rounds' ratios, which can differ from the value divided by the floor.
 */
export function figure(
  definition: FigureDefinition,
  value: number,
  floor: number | null,
  ratio = floor === null ? null : value / floor,
): Figure {
  const judged = ratio ?? value;
  const pass = definition.better === "higher" ? judged >= definition.must : judged <= definition.must;
  return { ...definition, value, floor, ratio, pass };
}

/** The middle of several runs: what else the machine did in one of them does not count. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/**
 * Runs both in turn, `rounds` times, so that what else the machine does hits both alike: the median of each and of
 * the rounds' ratios. Says each round on standard error.
 */
export async function alternate(
  rounds: number,
  ours: (round: number) => Promise<number>,
  floor: (round: number) => Promise<number>,
): Promise<{ value: number; floor: number; ratio: number }> {
  const values: number[] = [];
  const floors: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const value = await ours(round);
    const bare = await floor(round);
    values.push(value);
    floors.push(bare);
    ratios.push(value / bare);
    console.error(`        round ${round + 1}: ${value.toFixed(0)} against ${bare.toFixed(0)}`);
  }
  return { value: median(values), floor: median(floors), ratio: median(ratios) };
}
