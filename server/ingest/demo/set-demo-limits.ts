import { setLimit } from "#server/budgets/set-limit.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { toDollars } from "#server/money/amount.ts";
import { addMonths, monthFromKey, monthKey, monthWindow } from "#server/time/window.ts";
import { type DemoProject, demoProjects } from "./demo-company.ts";

/** Sets the monthly limits of the demo so that each project stands where it should, from what it has spent so far. */
export async function setDemoLimits(ctx: Ctx): Promise<void> {
  const month = monthWindow(ctx.now);
  const passed = (ctx.now.getTime() - month.start.getTime()) / (month.end.getTime() - month.start.getTime());
  const [spent, before] = await Promise.all([
    spentIn(ctx, month.start),
    spentIn(ctx, monthFromKey(addMonths(monthKey(ctx.now), -1)).start),
  ]);
  for (const project of demoProjects) {
    const dollars = demoLimit(project.limit, spent.get(project.id) ?? 0, before.get(project.id) ?? 0, passed);
    if (dollars > 0) await setLimit({ ctx, input: { projectId: project.id, limitDollars: dollars } });
  }
}

async function spentIn(ctx: Ctx, monthStart: Date): Promise<Map<string, number>> {
  const counters = await prisma().usageCounter.findMany({
    where: { orgId: ctx.orgId, scope: "project", window: "month", windowStart: monthStart },
  });
  return new Map(counters.map((counter) => [counter.scopeId, toDollars(counter.spentNanos)]));
}

/**
 * A limit in dollars, of two digits, that puts a project where it should stand (0: no limit). At the beginning of a
 * month, when next to nothing is spent, what was spent in the month before stands in: it will stand there in time.
 * `passed` is the share of the month that is over.
 */
export function demoLimit(aim: DemoProject["limit"], spent: number, monthBefore: number, passed: number): number {
  if (aim === "none") return 0;
  const isEarly = spent < monthBefore * 0.08;
  if (aim === "over") return isEarly ? twoDigits(monthBefore, Math.floor) : twoDigits(spent / 1.07, Math.floor);
  if (aim === "near") return twoDigits(isEarly ? monthBefore * 1.05 : spent / 0.92, Math.ceil);
  const room = roomAbove[aim];
  return twoDigits(isEarly ? monthBefore * room : Math.max(spent * 1.3, (spent / passed) * room), Math.ceil);
}

/** The limit against what the month comes to if it goes on as it began. */
const roomAbove = { tight: 1.02, on_track: 1.35, ample: 3.2 };

/** 432 → 430 or 440, 4.32 → 4.3 or 4.4. */
function twoDigits(dollars: number, round: (value: number) => number): number {
  if (dollars <= 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(dollars)) - 1);
  return Number((round(dollars / unit) * unit).toFixed(2));
}
