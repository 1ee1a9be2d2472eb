import type { Page } from "@playwright/test";
import { card, openAiCost } from "../ai-cost-page.ts";
import { expect, type PageAs } from "../test.ts";
import { countedProject } from "./counted-project.ts";
import { figure, range } from "./daily-spend.ts";

const procedure = (name: string) => `**/api/trpc/aiCost.${name}*`;
const tab = (page: Page, name: string) => page.getByRole("tab", { name });
const panel = (page: Page, name: string) => page.getByRole("tabpanel", { name });
const alerts = (page: Page) => page.getByRole("main").getByRole("alert");

/** A procedure that is cut off fails in its own panel only; Retry brings that back. */
export async function expectIsolatedFailure(pageAs: PageAs): Promise<void> {
  const { of } = await countedProject();
  const page = await pageAs("member", { of });
  await openAiCost(page, "web");
  // So that each request is of one procedure: what follows by itself is asked for together.
  await page.getByRole("button", { name: "Pause Live Updates" }).first().click();
  const spend = await card(page, "Total Spend").innerText();
  const expectOthersIntact = async () => {
    await expect(alerts(page)).toHaveCount(1);
    expect(await card(page, "Total Spend").innerText()).toBe(spend);
    await expect(page.getByRole("region", { name: "Monthly Budget" })).toBeVisible();
    await expect(page.getByRole("heading", { name: "Daily Spend" })).toBeVisible();
  };

  await page.route(procedure("getProviderSpend"), (route) => route.abort());
  await tab(page, "By Provider").click();
  await expect(alerts(page)).toHaveText(/Couldn’t load by provider\. Purser did not answer\. Your data is safe\./);
  await expectOthersIntact();
  await expect(figure(page).getByText("in 30 days")).toBeVisible();
  await tab(page, "By Pipeline").click();
  await expect(panel(page, "By Pipeline").getByRole("table")).toBeVisible();
  await expect(alerts(page)).toHaveCount(0);
  await tab(page, "By Provider").click();
  await expect(alerts(page)).toHaveCount(1);
  await page.unroute(procedure("getProviderSpend"));
  await panel(page, "By Provider").getByRole("button", { name: "Retry By Provider" }).click();
  await expect(panel(page, "By Provider").getByRole("table")).toBeVisible();
  await expect(alerts(page)).toHaveCount(0);

  // What is on the page already stays, and says of when it is.
  const dates = await figure(page)
    .getByText(/\w+ \d+ – \w+ \d+/)
    .first()
    .innerText();
  for (const fail of [undefined, { status: 500, body: "oh no" }]) {
    await page.route(procedure("getDailySpend"), (route) => (fail ? route.fulfill(fail) : route.abort()));
    const [chosen, days] = fail ? ["90d", 90] : ["14d", 14];
    await range(page, `${chosen}`).click();
    await expect(figure(page).getByRole("alert")).toContainText("Couldn’t load daily spend.");
    await expect(alerts(page)).toContainText("Your data is safe.");
    if (!fail) await expect(alerts(page)).toContainText(`Still showing ${dates.replace(/, \d{4}.*| UTC/g, "")}.`);
    await expect(figure(page).getByText(fail ? "in 14 days" : "in 30 days")).toBeVisible();
    await expect(range(page, `${chosen}`)).toBeChecked();
    await expect(panel(page, "By Provider").getByRole("table")).toBeVisible();
    await expectOthersIntact();
    await page.unroute(procedure("getDailySpend"));
    await page.getByRole("button", { name: "Retry Daily Spend" }).click();
    await expect(figure(page).getByText(`in ${days} days`)).toBeVisible();
    await expect(alerts(page)).toHaveCount(0);
  }
}
