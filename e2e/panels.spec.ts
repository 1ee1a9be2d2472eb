import type { Locator, Page } from "@playwright/test";
import { agentCalls } from "./agent-calls.ts";
import { card, openAiCost, readTab } from "./ai-cost-page.ts";
import { createTestOrganization, sendEvents, type TestOrganization } from "./organization.ts";
import { readColumn, readTable } from "./read-table.ts";
import { expect, test } from "./test.ts";

// One worker for the file: its scene is set once.
test.describe.configure({ mode: "default" });

let scene: TestOrganization;

test.beforeAll(async () => {
  scene = await createTestOrganization(["web", "empty"]);
  await sendEvents(scene, agentCalls("web"));
});

const figure = (page: Page) => page.getByRole("figure", { name: "Daily Spend" });
const chart = (page: Page) => page.getByRole("application", { name: /^daily spend chart$/i });
const range = (page: Page, name: string) => page.getByRole("radio", { name });
const tab = (page: Page, name: string) => page.getByRole("tab", { name });
const panel = (page: Page, name: string) => page.getByRole("tabpanel", { name });
const alerts = (page: Page) => page.getByRole("main").getByRole("alert");

test("one failing procedure fails in its own panel; Retry brings it back", async ({ pageAs }) => {
  const page = await pageAs("member", { of: scene });
  await openAiCost(page, "web");
  const spend = await card(page, "Total Spend").innerText();

  await page.route("**/api/trpc/aiCost.getProviderSpend*", (route) => route.abort());
  await tab(page, "By Provider").click();
  await expect(alerts(page)).toHaveText(/Couldn’t load by provider\. Purser did not answer\. Your data is safe\./);
  await expectOthersIntact();
  await tab(page, "By Pipeline").click();
  await expect(panel(page, "By Pipeline").getByRole("table")).toBeVisible();
  await expect(alerts(page)).toHaveCount(0);
  await tab(page, "By Provider").click();
  await expect(alerts(page)).toHaveCount(1);
  await page.unroute("**/api/trpc/aiCost.getProviderSpend*");
  await panel(page, "By Provider").getByRole("button", { name: "Retry By Provider" }).click();
  await expect(panel(page, "By Provider").getByRole("table")).toBeVisible();
  await expect(alerts(page)).toHaveCount(0);

  await page.route("**/api/trpc/aiCost.getDailySpend*", (route) => route.fulfill({ status: 500, body: "oh no" }));
  const before = (
    await figure(page)
      .getByText(/\w+ \d+ – \w+ \d+/)
      .first()
      .innerText()
  ).replace(/, \d{4}.*| UTC/g, "");
  await range(page, "14d").click();
  await expect(alerts(page)).toContainText("Couldn’t load daily spend.");
  await expect(alerts(page)).toContainText(`Your data is safe. Still showing ${before}.`);
  await expect(figure(page).getByText("in 30 days")).toBeVisible();
  await expect(figure(page).getByRole("heading", { name: "Daily Spend" })).toBeVisible();
  await expect(range(page, "14d")).toBeChecked();
  await expect(panel(page, "By Provider").getByRole("table")).toBeVisible();
  await expectOthersIntact();
  await page.unroute("**/api/trpc/aiCost.getDailySpend*");
  await page.getByRole("button", { name: "Retry Daily Spend" }).click();
  await expect(figure(page).getByText("in 14 days")).toBeVisible();
  await expect(range(page, "14d")).toBeChecked();
  await expect(alerts(page)).toHaveCount(0);

  async function expectOthersIntact() {
    await expect(alerts(page)).toHaveCount(1);
    expect(await card(page, "Total Spend").innerText()).toBe(spend);
    await expect(page.getByRole("region", { name: "Monthly Budget" })).toBeVisible();
  }
});

test("while another range is on its way the old bars stay, marked busy, and nothing moves", async ({ pageAs }) => {
  const page = await pageAs("member", { of: scene });
  await openAiCost(page, "web");
  await expect(figure(page).getByText("in 30 days")).toBeVisible();
  const answer = await holdBack(page, "**/api/trpc/aiCost.getDailySpend*");
  await page.evaluate(watchShifts);

  await range(page, "90d").click();
  await answer.asked;
  await expect(range(page, "90d")).toBeChecked();
  await expect(busyIn(figure(page))).toHaveCount(1);
  await expect(page.getByRole("status").filter({ hasText: "Updating…" })).toHaveCount(1);
  await expect(figure(page).getByText("in 30 days")).toBeVisible();
  await expect(chart(page)).toBeVisible();

  answer.release();
  await expect(figure(page).getByText("in 90 days")).toBeVisible();
  await expect(busyIn(figure(page))).toHaveCount(0);
  expect(await page.evaluate(() => Reflect.get(window, "shifted"))).toBeLessThanOrEqual(0.02);
});

const busyIn = (inner: Locator) => inner.locator("[aria-busy=true]");

/** Lets requests wait until `release`; `asked` is when the first has come. */
async function holdBack(page: Page, address: string) {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  await page.route(address, async (route) => {
    asked.resolve();
    await released.promise;
    await route.continue();
  });
  return { asked: asked.promise, release: () => released.resolve() };
}

/** Adds up how much of the page moves from now on, also right after input. */
function watchShifts() {
  Reflect.set(window, "shifted", 0);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      Reflect.set(window, "shifted", Reflect.get(window, "shifted") + Number(Reflect.get(entry, "value")));
    }
  }).observe({ type: "layout-shift" });
}

test("the address is the view: copied it shows the same rows, and Back undoes one step", async ({ pageAs }) => {
  const page = await pageAs("member", { of: scene });
  await openAiCost(page, "web");
  await range(page, "14d").click();
  await expect(figure(page).getByText("in 14 days")).toBeVisible();
  await readTab(page, "By Provider");
  const table = (of: Page) => of.getByRole("table", { name: "By Provider" });
  await table(page).getByRole("button", { name: "Calls" }).click();
  await expect(table(page).getByRole("columnheader", { name: "Calls" })).toHaveAttribute("aria-sort", "descending");
  await table(page).getByRole("button", { name: "Calls" }).click();
  await expect(table(page).getByRole("columnheader", { name: "Calls" })).toHaveAttribute("aria-sort", "ascending");
  const calls = (await readColumn(table(page), "Calls")).map(Number);
  expect(calls).toEqual(calls.toSorted((a, b) => a - b));
  await expect(page).toHaveURL(/sort=calls/);

  const other = await pageAs("finance", { of: scene });
  await other.goto(page.url());
  expect(await readTable(table(other))).toEqual(await readTable(table(page)));
  await expect(range(other, "14d")).toBeChecked();
  await expect(figure(other).getByText("in 14 days")).toBeVisible();
  await expect(tab(other, "By Provider")).toHaveAttribute("aria-selected", "true");

  await page.goBack();
  await expect(tab(page, "By Agent Type")).toHaveAttribute("aria-selected", "true");
  await expect(range(page, "14d")).toBeChecked();
  await page.goBack();
  await expect(range(page, "30d")).toBeChecked();
  await expect(figure(page).getByText("in 30 days")).toBeVisible();

  await openAiCost(page, "web", "?range=5d&tab=nonsense&month=2026-13");
  await expect(page).toHaveURL(/\/ai-cost$/);
  await expect(range(page, "30d")).toBeChecked();
});

test("the chart is read by keyboard, each bar as its row in the table", async ({ pageAs }) => {
  const page = await pageAs("member", { of: scene });
  await openAiCost(page, "web", "?range=14d");
  await page.getByRole("button", { name: "View as Table" }).click();
  const { rows } = await readTable(figure(page).getByRole("table", { name: "Daily Spend" }));
  // Where the month goes on, the days ahead follow today.
  const projected = figure(page).getByRole("table", { name: "Projected Days" });
  const ahead = (await projected.count()) > 0 ? (await readTable(projected)).rows : [];
  await page.getByRole("button", { name: "View as Table" }).click();
  const spoken = rows.map(
    ({ Date: date, Cost, Tokens = "", Jobs }) => `${date}: ${Cost}, ${Tokens.split(" = ")[0]} tokens, ${Jobs} jobs`,
  );
  expect(spoken).toHaveLength(14);
  const said = (text: string) => expect(figure(page).getByRole("status").filter({ hasText: text })).toHaveCount(1);

  await page.getByRole("button", { name: "Export CSV", exact: true }).first().focus();
  await page.keyboard.press("Tab");
  await expect(chart(page)).toBeFocused();
  await page.keyboard.press("Home");
  await said(spoken[0] ?? "");
  await page.keyboard.press("ArrowRight");
  await said(spoken[1] ?? "");
  const days = [...spoken, ...ahead.map(({ Date: date }) => `${date}: projected `)];
  await page.keyboard.press("End");
  await said(days.at(-1) ?? "");
  await page.keyboard.press("ArrowRight");
  await said(days.at(-1) ?? "");
  for (const day of days.slice(12, -1).reverse()) {
    await page.keyboard.press("ArrowLeft");
    await said(day);
  }
  const details = chart(page).getByText((rows[12]?.Date ?? "").trim());
  await expect(details).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(details).toBeHidden();
  await expect(chart(page)).toBeFocused();
});

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
