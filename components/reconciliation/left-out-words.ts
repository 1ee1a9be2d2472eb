import { counted, formatDollars } from "#server/money/format.ts";
import { shortRangeLabel } from "#server/time/label.ts";
import type { Reconciliation } from "./reconciliation-data.ts";

type LeftOut = Reconciliation["leftOut"][number];
type WithoutUsage = Reconciliation["withoutUsage"][number];

/** Why days of the ledger are held against nothing, what it has of them, and what to do. */
export function leftOutText(of: Omit<LeftOut, "provider" | "cost">): string {
  const subject = `${of.label}, ${spanText(of)}`;
  if (of.reason === "not_over") {
    return `${subject}: the report was fetched before ${of.days === 1 ? "the day was" : "these days were"} over, so ${theyAre(of)} not compared. Import it again.`;
  }
  const unpriced = of.unpricedCalls > 0 ? ` and ${counted(of.unpricedCalls, "call")} without a price` : "";
  return `${subject}: no costs report, so ${theyAre(of)} not compared. The ledger has ${formatDollars(BigInt(of.costNanos))}${unpriced} there.`;
}

/** That differences of these days have no reason, and what to do. */
export function withoutUsageText(of: WithoutUsage): string {
  return `${of.label}, ${spanText(of)}: no usage report, so differences cannot be explained. Import the usage as well.`;
}

const theyAre = ({ days }: { days: number }) => (days === 1 ? "it is" : "they are");

/** `Nov 3`; `7 days with calls or reports, Nov 3 – Nov 9`: days of which there is nothing at all are not among them. */
function spanText({ days, first, last }: { days: number; first: string; last: string }): string {
  const span = shortRangeLabel({ first, last });
  return days === 1 ? span : `${counted(days, "day")} with calls or reports, ${span}`;
}
