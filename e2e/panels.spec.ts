import type { Page } from "@playwright/test";
import { figure } from "./acceptance/daily-spend.ts";
import { agentCalls } from "./agent-calls.ts";
import { card, openAiCost, readTab } from "./ai-cost-page.ts";
import { createTestOrganization, sendEvents, type TestOrganization } from "./organization.ts";
import { readTable } from "./read-table.ts";
import { expect, test } from "./test.ts";

// One worker for the file: its scene is set once.
test.describe.configure({ mode: "default" });

let scene: TestOrganization;

test.beforeAll(async () => {
  scene = await createTestOrganization(["web", "empty"]);
  await sendEvents(scene, agentCalls("web"));
});

const tab = (page: Page, name: string) => page.getByRole("tab", { name });
const panel = (page: Page, name: string) => page.getByRole("tabpanel", { name });
const alerts = (page: Page) => page.getByRole("main").getByRole("alert");

test("a run's link leads to its jobs and calls, which add up to it", async ({ pageAs }) => {
  const page = await pageAs("member", { of: scene });
  await openAiCost(page, "web");
  const [top] = (await readTab(page, "Top Pipelines")).rows;
  await page.getByRole("link", { name: top?.Run ?? "", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(top?.Run ?? "");
  await expect(card(page, "Agent Jobs").getByText(top?.Jobs ?? "", { exact: true })).toBeVisible();

  const jobs = await readTable(page.getByRole("table", { name: "Agent Jobs" }));
  expect(jobs.rows).toHaveLength(Number(top?.Jobs));
  const agent = page.getByRole("table", { name: "Agent Jobs" }).getByRole("link").first();
  await expect(agent).toHaveAttribute("href", /\/dashboard\/agents\/./);
  for (const job of await page
    .locator("table[aria-label='Agent Jobs'] > tbody > tr > td button[aria-expanded]")
    .all()) {
    if ((await job.getAttribute("aria-expanded")) === "false") await job.click();
  }
  const calls = page.getByRole("table", { name: /^Transactions/ }).locator("tbody tr");
  await expect(calls).toHaveCount(Number(jobs.total.Calls));

  const cost = dollars(
    await card(page, "Cost")
      .getByText(/^\$[\d,.]+$/)
      .innerText(),
  );
  expect(cost).toBeGreaterThan(0);
  // Columns may have more decimals than the card.
  for (const row of [top, jobs.total]) expect(Math.abs(dollars(row?.Cost) - cost)).toBeLessThan(0.0051);

  await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: "AI Cost & Budget" }).click();
  await expect(card(page, "Total Spend")).toBeVisible();
});

/** The amount in a text such as `at least $1,234.56`. */
const dollars = (text = "") => Number(text.replace(/[^\d.]/g, ""));

test("a project without any call says so everywhere, and shows no error", async ({ pageAs }) => {
  const page = await pageAs("member", { of: scene });
  await openAiCost(page, "empty");
  await expect(card(page, "Total Spend").getByText("$0.00", { exact: true })).toBeVisible();
  await expect(card(page, "Token Usage").getByText("0", { exact: true })).toBeVisible();
  await expect(figure(page).getByText(/^No spend from .+ to .+\.$/)).toBeVisible();
  // There never was a call: no other range has one, and nothing moved.
  await expect(page.getByText(/No change|^(?!.*days of data).*so far\.$/)).toHaveCount(0);
  await expect(figure(page).getByRole("button", { name: "Show Last 90 Days" })).toHaveCount(0);
  const said: [string, string | RegExp][] = [
    ["By Agent Type", /^No spend in \w+ \d{4}\.$/],
    ["By Pipeline", /^No spend in \w+ \d{4}\.$/],
    ["By Provider", /^No spend in \w+ \d{4}\.$/],
    ["Top Pipelines", /^No pipeline runs in \w+ \d{4}\.$/],
    ["Recent Runs", "No calls recorded yet."],
  ];
  for (const [name, text] of said) {
    await tab(page, name).click();
    await expect(panel(page, name).getByText(text)).toBeVisible();
  }
  const { rows } = await readTab(page, "Monthly Trend");
  expect(rows.map((row) => row.Cost)).toEqual(Array(6).fill("$0.00"));
  await expect(alerts(page)).toHaveCount(0);
});
