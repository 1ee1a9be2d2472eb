import type { Locator, Page } from "@playwright/test";
import { type Row, readTable } from "./read-table.ts";
import { expect } from "./test.ts";

/** Goes to the AI Cost & Budget page of a project. */
export async function openAiCost(page: Page, projectId: string, search = ""): Promise<void> {
  await page.goto(`/dashboard/products/${projectId}/ai-cost${search}`);
  await expect(page.getByRole("heading", { name: "AI Cost & Budget", level: 1 })).toBeVisible();
}

/** One of the cards with a figure. */
export function card(page: Page, name: string): Locator {
  return page.getByRole("group", { name, exact: true });
}

/** Opens a tab of the breakdown and reads its table. */
export async function readTab(page: Page, name: string): Promise<{ rows: Row[]; total: Row }> {
  await page.getByRole("tab", { name }).click();
  return readTable(page.getByRole("tabpanel", { name }).getByRole("table", { name }));
}

/** The tabs of the breakdown, in their order. */
export const tabs = [
  "By Agent Type",
  "By Pipeline",
  "By Provider",
  "Monthly Trend",
  "Top Pipelines",
  "Recent Runs",
] as const;

/** Nothing on the page, tooltips included, is a figure that went wrong. */
export async function expectSoundFigures(page: Page): Promise<void> {
  const text = await page.getByRole("main").evaluate((main) => {
    const named = [...main.querySelectorAll("[title],[aria-label],[aria-valuetext]")];
    const said = named.map((element) =>
      ["title", "aria-label", "aria-valuetext"].map((name) => element.getAttribute(name)),
    );
    return `${(main as HTMLElement).innerText}\n${said.flat().join("\n")}`.replaceAll(/org-[-\w]+/g, "");
  });
  for (const wrong of [/NaN/, /Infinity/, /undefined/, /\b\d(\.\d+)?[eE][+-]?\d+\b/, /\d\.\d{7}/, /Invalid Date/]) {
    expect(text).not.toMatch(wrong);
  }
}
