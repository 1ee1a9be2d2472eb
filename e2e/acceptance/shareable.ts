import type { Page } from "@playwright/test";
import { openAiCost, readTab } from "../ai-cost-page.ts";
import { readColumn, readTable } from "../read-table.ts";
import { expect, type PageAs } from "../test.ts";
import { countedProject } from "./counted-project.ts";
import { figure, range } from "./daily-spend.ts";

const tab = (page: Page, name: string) => page.getByRole("tab", { name });
const providers = (page: Page) => page.getByRole("table", { name: "By Provider" });
const projects = (page: Page) => page.getByRole("table", { name: "Projects" });
const search = (page: Page) => page.getByRole("searchbox", { name: "Search Projects" });

/** Range, tab, order and search are in the address, each as one step back. */
export async function expectShareable(pageAs: PageAs): Promise<void> {
  const { of } = await countedProject();
  const page = await pageAs("member", { of });
  const other = await pageAs("finance", { of });
  await expectViewOfProduct(page, other);
  await expectSearchOfProjects(page, other);
  await openAiCost(page, "web", "?range=5d&tab=nonsense&month=2026-13");
  await expect(page).toHaveURL(/\/ai-cost$/);
  await expect(range(page, "30d")).toBeChecked();
}

async function expectViewOfProduct(page: Page, other: Page): Promise<void> {
  await openAiCost(page, "web");
  await range(page, "14d").click();
  await expect(figure(page).getByText("in 14 days")).toBeVisible();
  await readTab(page, "By Provider");
  const sorted = async (direction: string) =>
    expect(providers(page).getByRole("columnheader", { name: "Calls" })).toHaveAttribute("aria-sort", direction);
  await providers(page).getByRole("button", { name: "Calls" }).click();
  await sorted("descending");
  await expect(page).toHaveURL(/sort=-calls/);
  await providers(page).getByRole("button", { name: "Calls" }).click();
  await sorted("ascending");
  const calls = (await readColumn(providers(page), "Calls")).map(Number);
  expect(calls).toEqual(calls.toSorted((a, b) => a - b));
  await expect(page).toHaveURL(/sort=calls/);

  await other.goto(page.url());
  expect(await readTable(providers(other))).toEqual(await readTable(providers(page)));
  await expect(range(other, "14d")).toBeChecked();
  await expect(figure(other).getByText("in 14 days")).toBeVisible();
  await expect(tab(other, "By Provider")).toHaveAttribute("aria-selected", "true");

  await page.goBack();
  await sorted("descending");
  await page.goBack();
  await expect(page).not.toHaveURL(/sort=/);
  await expect(tab(page, "By Provider")).toHaveAttribute("aria-selected", "true");
  await page.goBack();
  await expect(tab(page, "By Agent Type")).toHaveAttribute("aria-selected", "true");
  await expect(range(page, "14d")).toBeChecked();
  await page.goBack();
  await expect(range(page, "30d")).toBeChecked();
  await expect(figure(page).getByText("in 30 days")).toBeVisible();
}

async function expectSearchOfProjects(page: Page, other: Page): Promise<void> {
  const names = (of: Page) => readColumn(projects(of), "Project");
  await page.goto("/dashboard");
  await projects(page).getByRole("button", { name: "Project" }).click();
  await expect(page).toHaveURL(/sort=/);
  const all = await names(page);
  expect(all).toHaveLength(3);
  await search(page).pressSequentially("web");
  await expect(page).toHaveURL(/q=web/);
  await expect.poll(() => names(page)).toEqual(all.filter((name) => name.startsWith("web")));

  await other.goto(page.url());
  expect(await readTable(projects(other))).toEqual(await readTable(projects(page)));
  await expect(search(other)).toHaveValue("web");

  await page.goBack();
  await expect(search(page)).toHaveValue("");
  await expect.poll(() => names(page)).toEqual(all);
  await page.goBack();
  await expect(page).toHaveURL(/\/dashboard$/);
}
