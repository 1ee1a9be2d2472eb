import { dayAgo } from "../agent-calls.ts";
import { expectSoundFigures, openAiCost } from "../ai-cost-page.ts";
import { dayName, shortAndWhole, spent, sumOf, whole, within } from "../expected-figures.ts";
import { readTable } from "../read-table.ts";
import { expect, type PageAs } from "../test.ts";
import { column, countedProject, jobsOf } from "./counted-project.ts";
import { dailyTable, drawnBars, figure, range } from "./daily-spend.ts";

/** Every day of a range has its row and its bar, those without calls too, and the days sum to the range. */
export async function expectTableTwin(pageAs: PageAs): Promise<void> {
  const { of, calls } = await countedProject();
  const page = await pageAs("member", { of });
  await openAiCost(page, "web");
  const asTable = page.getByRole("button", { name: "View as Table" });
  for (const days of [30, 7, 14, 90]) {
    await range(page, `${days}d`).click();
    const keys = Array.from({ length: days }, (_, at) => dayAgo(days - 1 - at));
    const byDay = keys.map((day) => ({ day, calls: within(calls, day), ...sumOf(within(calls, day)) }));
    const all = sumOf(byDay.flatMap((one) => one.calls));
    await expect(figure(page).getByText(`in ${days} days`)).toContainText(
      `${spent(all).replace(/^at/, "At")} in ${days} days`,
    );
    const bars = await drawnBars(page);

    await asTable.click();
    const money = column([...byDay.map((one) => one.costNanos), all.costNanos]);
    const { rows, total } = await readTable(dailyTable(page));
    expect(rows).toEqual(
      byDay.map((one) => ({
        Date: dayName(one.day),
        Cost: spent(one, money),
        Tokens: shortAndWhole(one.tokens),
        Jobs: whole(jobsOf(one.calls)),
      })),
    );
    expect(rows).toHaveLength(days);
    expect(rows.filter((row) => row.Tokens === "0" && /^\$0\.0+$/.test(row.Cost ?? "")).length).toBeGreaterThan(0);
    expect(total).toMatchObject({ Date: "Total", Cost: spent(all, money) });

    expectBars(
      bars,
      byDay.map((one) => Number(one.costNanos)),
    );
    await asTable.click();
  }
  await expectSoundFigures(page);
}

/** Each day with spend has its bar in its place, as high as its cost in the scale of the highest, to the pixel. */
function expectBars(bars: readonly { x: number; height: number }[], costs: readonly number[]): void {
  const spending = costs.flatMap((cost, day) => (cost > 0 ? [{ cost, day }] : []));
  expect(bars).toHaveLength(spending.length);
  const steps = bars.slice(1).map(({ x }, at) => x - (bars[at]?.x ?? 0));
  const dayWidth = Math.min(...steps);
  const [highest, dearest] = [Math.max(...bars.map(({ height }) => height)), Math.max(...costs)];
  expect(highest).toBeGreaterThan(50);
  for (const [at, { cost, day }] of spending.entries()) {
    const [bar, first] = [bars[at], spending[0]?.day ?? 0];
    expect(Math.round(((bar?.x ?? 0) - (bars[0]?.x ?? 0)) / dayWidth)).toBe(day - first);
    expect(Math.abs((bar?.height ?? 0) - (cost / dearest) * highest)).toBeLessThan(1);
  }
}
