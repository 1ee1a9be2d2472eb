import { toDecimalString } from "#server/money/amount.ts";
import type { CsvColumn } from "./csv.ts";

/** Dollars to the last nano-dollar, as a plain decimal: what the column sums to is what the page shows. */
export function dollars<Row>(header: string, nanos: (row: Row) => bigint | string | null | undefined): CsvColumn<Row> {
  return {
    header: `${header} (USD)`,
    number: (row) => {
      const amount = nanos(row);
      return amount === null || amount === undefined ? null : toDecimalString(BigInt(amount));
    },
  };
}

/** What was spent: nothing where no call has a price, which is not zero. With `unpricedCalls`, more than what is there. */
export function cost<Row extends { costNanos: string | bigint | null; unpricedCalls: number }>(
  header: string,
): CsvColumn<Row>[] {
  const nothingKnown = ({ costNanos, unpricedCalls }: Row) => unpricedCalls > 0 && BigInt(costNanos ?? 0) === 0n;
  return [
    dollars(header, (row) => (nothingKnown(row) ? null : row.costNanos)),
    { header: "Unpriced Calls", number: ({ unpricedCalls }) => unpricedCalls },
  ];
}

/** A part of a total in per cent with two decimals, as far as it has a price. */
export function share<Row extends { costNanos: string }>(total: bigint): CsvColumn<Row> {
  return {
    header: "Share (%)",
    number: ({ costNanos }) => (total === 0n ? null : Number((BigInt(costNanos) * 10_000n) / total) / 100),
  };
}

/** Dollars that reports give as numbers, for what is compared. */
export function comparedDollars<Row extends { comparableCost: number | null; previousCost: number | null }>(
  comparison: { current: { label: string }; previous: { label: string } } | null | undefined,
): CsvColumn<Row>[] {
  if (!comparison) return [];
  const { current, previous } = comparison;
  return [
    dollars(`Cost ${current.label}`, ({ comparableCost }) => nanosOf(comparableCost)),
    dollars(`Cost ${previous.label}`, ({ previousCost }) => nanosOf(previousCost)),
  ];
}

/** The nearest double of an amount below some nine million dollars leads back to its nano-dollars. */
const nanosOf = (amount: number | null): bigint | null => (amount === null ? null : BigInt(Math.round(amount * 1e9)));

const statusTexts: Record<string, string> = {
  on_track: "On Track",
  near_limit: "Near Limit",
  over_limit: "Over Limit",
  no_limit: "No Limit",
};

/** How a budget stands, in the words of the pages. */
export const statusText = (status: string): string => statusTexts[status] ?? status;

/** Every project that an agent works in, the one it is registered in first: its costs are of all of them together. */
export const projectsColumn: CsvColumn<{ projects: readonly { name: string }[] }> = {
  header: "Projects",
  text: ({ projects }) => projects.map(({ name }) => name).join("; "),
};
