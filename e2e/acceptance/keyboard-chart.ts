import { openAiCost } from "../ai-cost-page.ts";
import { readTable } from "../read-table.ts";
import { expect, type PageAs } from "../test.ts";
import { countedProject } from "./counted-project.ts";
import { chart, dailyTable, figure } from "./daily-spend.ts";

/** The chart is reached by Tab and read by arrows, Home, End and Escape, each bar as its row in the table. */
export async function expectKeyboardChart(pageAs: PageAs): Promise<void> {
  const { of } = await countedProject();
  const page = await pageAs("member", { of });
  await openAiCost(page, "web", "?range=14d");
  await page.getByRole("button", { name: "View as Table" }).click();
  const { rows } = await readTable(dailyTable(page));
  // Where the month goes on, the days ahead follow today.
  const projected = figure(page).getByRole("table", { name: "Projected Days" });
  const ahead = (await projected.count()) > 0 ? (await readTable(projected)).rows : [];
  await page.getByRole("button", { name: "View as Table" }).click();
  const spoken = rows.map(
    ({ Date: date, Cost, Tokens = "", Jobs }) => `${date}: ${Cost}, ${Tokens.split(" = ")[0]} tokens, ${Jobs} job`,
  );
  expect(spoken).toHaveLength(14);
  const days = [...spoken, ...ahead.map(({ Date: date }) => `${date}: projected `)];
  const status = figure(page).getByRole("status");
  const said = (text = "") => expect(status.filter({ hasText: text })).toHaveCount(1);

  await page.getByRole("button", { name: "Export CSV", exact: true }).first().focus();
  await page.keyboard.press("Tab");
  await expect(chart(page)).toBeFocused();
  await page.keyboard.press("Home");
  await said(days[0]);
  await page.keyboard.press("ArrowLeft");
  await said(days[0]);
  for (const day of spoken.slice(1)) {
    await page.keyboard.press("ArrowRight");
    await said(day);
  }
  await page.keyboard.press("End");
  await said(days.at(-1));
  await page.keyboard.press("ArrowRight");
  await said(days.at(-1));
  for (const day of days.slice(12, -1).reverse()) {
    await page.keyboard.press("ArrowLeft");
    await said(day);
  }
  const details = chart(page).getByText((rows[12]?.Date ?? "").trim());
  await expect(details).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(details).toBeHidden();
  await expect(status.filter({ hasText: /: / })).toHaveCount(0);
  await expect(chart(page)).toBeFocused();
}
