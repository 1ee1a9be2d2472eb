import { agentTypeLabel } from "#server/catalog/agent-types.ts";
import { providerLabel } from "#server/catalog/providers.ts";
import { getProject } from "#server/catalog/queries.ts";
import { agentTypeColour, providerColours } from "#server/catalog/series-colour.ts";
import type { Ctx } from "#server/context.ts";
import { noUsage, type PartUsage, projectParts, projectSeries } from "#server/ledger/queries.ts";
import { listDays, previousRange, type RangePreset } from "#server/time/range.ts";
import { byCost, costOf, figuresOf, sumUsage } from "./figures.ts";
import { daysUpTo } from "./period.ts";

/** What the bars of a day can be split by. The parts of each day sum to its cost. */
export const dailyGroups = { agentType: "agent_type", provider: "provider" } as const;
export type DailyGroup = keyof typeof dailyGroups;

type DailySpendInput = { ctx: Ctx; projectId: string; range: RangePreset; month?: string; groupBy?: DailyGroup };

/**
 * One row a UTC day of the range, which ends with the month (today in the running one), days without spend included,
 * with the day as far back in the previous range beside it. @throws AppError `not_found`, `validation_failed`.
 */
export async function dailySpend(p: DailySpendInput) {
  const range = daysUpTo(p.range, p.month, p.ctx.now);
  const before = previousRange(range);
  const [, rows, parts] = await Promise.all([
    getProject(p.ctx, p.projectId),
    projectSeries(p.ctx, p.projectId, "day", { first: before.first, last: range.last }),
    p.groupBy ? projectParts(p.ctx, p.projectId, dailyGroups[p.groupBy], "day", range) : [],
  ]);
  const byDay = new Map(rows.map((row) => [row.start, row]));
  const partsByDay = Map.groupBy(parts, (row) => row.start);
  const figures = (date: string) => ({ date, ...figuresOf(byDay.get(date) ?? noUsage) });
  return {
    from: range.first,
    to: range.last,
    days: listDays(range).map((date) => ({
      ...figures(date),
      ...(p.groupBy && { groups: (partsByDay.get(date) ?? []).flatMap(groupOf) }),
    })),
    groups: p.groupBy ? groupNames(parts, p.groupBy) : [],
    previous: { from: before.first, to: before.last, days: listDays(before).map(figures) },
  };
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
