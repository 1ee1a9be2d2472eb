import { formatDollars } from "#server/money/format.ts";
import { shortRangeLabel } from "#server/time/label.ts";
import type { AgentAnalytics } from "./agent-data.ts";

type Trend = AgentAnalytics["trend"];
type Test = NonNullable<Trend["test"]>;

export const directionLabels: Record<Test["direction"], string> = {
  increasing: "Increasing",
  stable: "Stable",
  decreasing: "Decreasing",
};

/** How much a day the cost moves, where it does: `$0.34 more a day`. */
export function slopeText({ direction, slopeNanos }: Pick<Test, "direction" | "slopeNanos">): string {
  const slope = BigInt(slopeNanos);
  if (direction === "stable") return "No steady rise or fall";
  return `${formatDollars(slope < 0n ? -slope : slope)} ${direction === "increasing" ? "more" : "less"} a day`;
}

/** What the trend is and the test it rests on, or why there is none. */
export function trendSentence(trend: Trend): string {
  const { test } = trend;
  if (!test) {
    const so = trend.days === 0 ? "none so far" : `${trend.days} so far`;
    return `No trend yet: it needs ${trend.needsDays} whole days since the first call, ${so}.`;
  }
  const days = `${trend.days} whole days, ${shortRangeLabel({ first: trend.from, last: trend.to })}`;
  const found =
    test.direction === "stable"
      ? "Cost is stable: no rise or fall that chance could not explain"
      : `Cost is ${test.direction}, by ${slopeText(test).replace(/ (more|less) a day/, " a day")} (Sen’s slope, the median change)`;
  return `${found}. Mann–Kendall test over ${days}: S = ${test.s}, ${chanceText(test.pValue)}; below p = 0.05 it is a trend.`;
}

function chanceText(pValue: number): string {
  return pValue < 0.001 ? "p < 0.001" : `p = ${pValue.toFixed(3)}`;
}
