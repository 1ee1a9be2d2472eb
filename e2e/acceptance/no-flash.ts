import { openAiCost } from "../ai-cost-page.ts";
import { expect, type PageAs } from "../test.ts";
import { countedProject } from "./counted-project.ts";
import { chart, drawnBars, figure, range } from "./daily-spend.ts";

const delay = 2_000;

/** While another range takes its two seconds the old bars stay, marked busy, and nothing moves. */
export async function expectNoFlash(pageAs: PageAs): Promise<void> {
  const { of } = await countedProject();
  const page = await pageAs("member", { of });
  await openAiCost(page, "web");
  await expect(figure(page).getByText("in 30 days")).toBeVisible();
  const before = await drawnBars(page);
  const asked = page.waitForRequest(/aiCost\.getDailySpend/);
  await page.route("**/api/trpc/aiCost.*", async (route) => {
    await new Promise((passed) => setTimeout(passed, delay));
    await route.continue();
  });
  await page.evaluate(watchPage);
  const busy = figure(page).locator("[aria-busy=true]");
  const updating = page.getByRole("status").filter({ hasText: "Updating…" });

  await range(page, "90d").click();
  await asked;
  await expect(range(page, "90d")).toBeChecked();
  await expect(busy).toHaveCount(1);
  await expect(updating).toHaveCount(1);
  await expect(figure(page).getByText("in 30 days")).toBeVisible();
  await expect(chart(page)).toBeVisible();
  expect(await drawnBars(page)).toEqual(before);

  await expect(figure(page).getByText("in 90 days")).toBeVisible();
  await expect(busy).toHaveCount(0);
  await expect(updating).toHaveCount(0);
  expect((await drawnBars(page)).length).toBeGreaterThan(before.length);
  const { shifted, withoutBars } = await page.evaluate(() => Reflect.get(window, "watched"));
  expect(shifted).toBeLessThanOrEqual(0.02);
  expect(withoutBars).toBe(0);
}

/** From now on: how much of the page moves, also right after input, and in how many frames no bar was there. */
function watchPage() {
  const watched = { shifted: 0, withoutBars: 0 };
  Reflect.set(window, "watched", watched);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) watched.shifted += Number(Reflect.get(entry, "value"));
  }).observe({ type: "layout-shift" });
  const look = () => {
    const bars = document.querySelectorAll("figure .recharts-bar-rectangle");
    if (bars.length === 0) watched.withoutBars += 1;
    requestAnimationFrame(look);
  };
  look();
}
