import type { Locator, Page } from "@playwright/test";

/*
 * Parts of the panel of daily spend on the AI Cost & Budget page.
 */

/** The panel as a whole. */
export const figure = (page: Page): Locator => page.getByRole("figure", { name: "Daily Spend" });

/** The chart that keys are pressed in. */
export const chart = (page: Page): Locator => page.getByRole("application", { name: /^daily spend chart$/i });

/** The choice of a range, such as `14d`. */
export const range = (page: Page, name: string): Locator => page.getByRole("radio", { name, exact: true });

/** The days in numbers. */
export const dailyTable = (page: Page): Locator => figure(page).getByRole("table", { name: "Daily Spend" });

/** The bars that Recharts drew, from left to right in pixels; a day without spend has none. It draws what is in view. */
export async function drawnBars(page: Page): Promise<{ x: number; height: number }[]> {
  await figure(page).scrollIntoViewIfNeeded();
  const drawn = chart(page).locator(".recharts-bar-rectangle");
  await drawn.first().waitFor({ state: "attached" });
  return drawn.evaluateAll((bars) =>
    bars.map((bar) => {
      const { x, height } = (bar as SVGGElement).getBBox();
      return { x, height };
    }),
  );
}
