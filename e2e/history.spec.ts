import { fixture } from "#server/ingest/import/fixtures/read-fixture.ts";
import { addMonths, monthKey } from "#server/time/window.ts";
import { card, openAiCost, readTab } from "./ai-cost-page.ts";
import { importFile } from "./import-file.ts";
import { sendEvents } from "./organization.ts";
import { readTable } from "./read-table.ts";
import { expect, test } from "./test.ts";

const longMonth = (month: string) =>
  new Date(`${month}-01T00:00:00Z`).toLocaleDateString("en-US", { timeZone: "UTC", month: "long", year: "numeric" });

const call = (id: string, occurredAt: string, rest: object = {}) => ({
  id,
  occurredAt,
  projectId: "web",
  agentId: "ann",
  agentType: "research",
  provider: "openai",
  model: "gpt-4.1",
  inputTokens: 1000,
  outputTokens: 100,
  cost: 2.5,
  ...rest,
});

test("logs of years ago: the import leads to their month, and so does every empty month", async ({
  organization,
  pageAs,
}) => {
  await sendEvents(organization, [call("old", "2024-02-29T12:00:00Z"), call("older", "2023-11-30T12:00:00Z")]);
  const said = await importFile(organization, "web", fixture("aider-analytics.jsonl"));
  const address = said.match(/^See January 2026: (\S+)$/m)?.[1] ?? "";
  const page = await pageAs("member");
  await page.goto(address);
  await expect(page.getByRole("combobox", { name: "Month" })).toHaveValue("2026-01");
  await expect(card(page, "Total Spend")).not.toContainText("$0.00");

  // Every month from the first with calls to the running one.
  const current = monthKey(new Date());
  const months: string[] = [];
  for (let month = current; month >= "2023-11"; month = addMonths(month, -1)) months.push(month);
  const options = page.getByRole("combobox", { name: "Month" }).locator("option");
  expect(await options.evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value))).toEqual(months);
  await page.getByRole("combobox", { name: "Month" }).selectOption("2023-11");
  await expect(page).toHaveURL(/month=2023-11/);
  await expect(page.getByRole("button", { name: "Previous Month" })).toBeDisabled();

  // From a month without calls one click leads to the last before it.
  await openAiCost(page, "web");
  await expect(page.getByText(`No spend in ${longMonth(current)} so far.`)).toBeVisible();
  await page.getByRole("link", { name: "Last spend: January 2026" }).first().click();
  await expect(page.getByRole("combobox", { name: "Month" })).toHaveValue("2026-01");
  await openAiCost(page, "web", "?month=2024-01");
  await page.getByRole("tabpanel").getByRole("link", { name: "Next spend: February 2024" }).click();
  await expect(card(page, "Total Spend")).toContainText("$2.50");

  await page.goto("/dashboard");
  await page.getByRole("link", { name: "Last spend: January 2026" }).click();
  await expect(page).toHaveURL(/\/web\/ai-cost\?month=2026-01$/);
});

test("a chosen month anchors the daily range and the trend; months that cannot be leave the address", async ({
  organization,
  pageAs,
}) => {
  await sendEvents(organization, [
    call("feb", "2024-02-29T12:00:00Z"),
    call("jan", "2024-01-31T23:59:59Z", { cost: 4 }),
  ]);
  const page = await pageAs("member");
  await openAiCost(page, "web", "?month=2024-02&range=7d");
  const daily = page.getByRole("figure", { name: "Daily Spend" });
  await expect(daily).toContainText("Feb 23 – Feb 29, 2024 UTC");
  await daily.getByRole("button", { name: "View as Table" }).click();
  const { rows, total } = await readTable(daily.getByRole("table"));
  expect(rows).toHaveLength(7);
  expect(total.Cost).toBe("$2.50");
  await expect(card(page, "Total Spend")).toContainText("Down 37.5% vs Jan 1 – Jan 31");
  const trend = await readTab(page, "Monthly Trend");
  expect(trend.rows.map(({ Month }) => Month)).toEqual([
    "Feb 2024",
    "Jan 2024",
    "Dec 2023",
    "Nov 2023",
    "Oct 2023",
    "Sep 2023",
  ]);

  for (const month of ["2023-12", "2099-01", "0000-01"]) {
    await openAiCost(page, "web", `?month=${month}&range=7d`);
    await expect(page).toHaveURL(/ai-cost\?range=7d$/);
  }
});
