import { agentTypeLabel } from "#server/catalog/agent-types.ts";
import { providerLabel } from "#server/catalog/providers.ts";
import { getProject } from "#server/catalog/queries.ts";
import { agentTypeColour, providerColours } from "#server/catalog/series-colour.ts";
import type { Ctx } from "#server/context.ts";
import { noUsage, type PartUsage, projectParts, projectSeries, type UsageAt } from "#server/ledger/queries.ts";
import { toDollars } from "#server/money/amount.ts";
import { counterOf, forecastFor } from "#server/projections/get-projection.ts";
import { daysBack } from "#server/projections/spend-history.ts";
import { judgeDays } from "#server/projections/unusual-days.ts";
import { type DayRange, dayCount, listDays, previousRange, type RangePreset } from "#server/time/range.ts";
import { addDays, dayKey } from "#server/time/window.ts";
import { byCost, costOf, figuresOf, sumUsage } from "./figures.ts";
import { daysUpTo } from "./period.ts";

/** What the bars of a day can be split by. The parts of each day sum to its cost. */
export const dailyGroups = { agentType: "agent_type", provider: "provider" } as const;
export type DailyGroup = keyof typeof dailyGroups;

type DailySpendInput = { ctx: Ctx; projectId: string; range: RangePreset; month?: string; groupBy?: DailyGroup };

/**
 * One row a UTC day of the range, which ends with the month (today in the running one), days without spend included,
 * with the day as far back in the previous range beside it. A whole day that cost far more than was to be expected says what
 * was (`unusual`). @throws AppError `not_found`, `validation_failed`.
 */
export async function dailySpend(p: DailySpendInput) {
  const range = daysUpTo(p.range, p.month, p.ctx.now);
  const before = previousRange(range);
  const needed = [before.first, addDays(range.first, -daysBack)].sort()[0] ?? before.first;
  const [, rows, parts, forecast] = await Promise.all([
    getProject(p.ctx, p.projectId),
    projectSeries(p.ctx, p.projectId, "day", { first: needed, last: range.last }),
    p.groupBy ? projectParts(p.ctx, p.projectId, dailyGroups[p.groupBy], "day", range) : [],
    range.last === dayKey(p.ctx.now)
      ? forecastFor(p.ctx, counterOf(p.ctx, { scope: "project", scopeId: p.projectId }))
      : null,
  ]);
  const byDay = new Map(rows.map((row) => [row.start, row]));
  const partsByDay = Map.groupBy(parts, (row) => row.start);
  const unusual = unusualDays(rows, range, p.ctx.now);
  const figures = (date: string) => ({ date, ...figuresOf(byDay.get(date) ?? noUsage) });
  return {
    from: range.first,
    to: range.last,
    /** Of the days that follow, in the running month. */
    forecast: forecast && { daysOfData: forecast.daysOfData, daysNeeded: forecast.daysNeeded, path: forecast.path },
    days: listDays(range).map((date) => ({
      ...figures(date),
      ...(unusual.has(date) && { unusual: unusual.get(date) }),
      ...(p.groupBy && { groups: (partsByDay.get(date) ?? []).flatMap(groupOf) }),
    })),
    groups: p.groupBy ? groupNames(parts, p.groupBy) : [],
    previous: { from: before.first, to: before.last, days: listDays(before).map(figures) },
  };
}

/** What was expected of the unusual days of a range, in dollars for showing. `rows` reach back as far as projections look. */
function unusualDays(rows: readonly UsageAt[], range: DayRange, now: Date) {
  const first = rows[0]?.start;
  const last = range.last < dayKey(now) ? range.last : addDays(dayKey(now), -1);
  const found = new Map<string, { expected: number; low: number; high: number }>();
  if (first === undefined || first > last) return found;
  const costOf = new Map(rows.map(({ start, costNanos }) => [start, toDollars(costNanos)]));
  const days = listDays({ first, last });
  const from = first < range.first ? dayCount({ first, last: range.first }) - 1 : 0;
  judgeDays(
    days.map((day) => costOf.get(day) ?? 0),
    from,
  ).forEach((judged, index) => {
    const day = days[from + index];
    if (judged?.unusual && day) found.set(day, { expected: judged.expected, low: judged.low, high: judged.high });
  });
  return found;
}

function groupOf(row: PartUsage) {
  if (row.calls === 0n) return [];
  return [{ key: row.part, ...costOf(row.costNanos), unpricedCalls: Number(row.unpricedCalls) }];
}

/** Every part of the range, the dearest first. */
function groupNames(parts: PartUsage[], groupBy: DailyGroup) {
  const totals = Map.groupBy(parts, (row) => row.part);
  const label = groupBy === "agentType" ? agentTypeLabel : providerLabel;
  const colour = groupBy === "agentType" ? agentTypeColour : providerColours(totals.keys());
  return [...totals]
    .map(([part, rows]) => ({ part, ...sumUsage(rows) }))
    .sort(byCost((row) => row.part))
    .map(({ part: key, costNanos, unpricedCalls }) => {
      return {
        key,
        label: label(key),
        colour: colour(key),
        ...costOf(costNanos),
        unpricedCalls: Number(unpricedCalls),
      };
    });
}
