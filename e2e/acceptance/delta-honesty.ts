import type { Locator, Page } from "@playwright/test";
import { dayAgo } from "../agent-calls.ts";
import { card, openAiCost, readTab } from "../ai-cost-page.ts";
import { createTestOrganization, sendEvents, type TestOrganization } from "../organization.ts";
import { expect, type PageAs } from "../test.ts";
import { chart } from "./daily-spend.ts";

/** The first UTC day of the month so many months ago. */
function firstDay(months: number): string {
  const [year = 0, month = 0] = dayAgo(0).split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 - months, 1)).toISOString().slice(0, 10);
}

const lastMonth = firstDay(1).slice(0, 7);
const firstOfMonth = firstDay(0) === dayAgo(0);

/** What moved is said in words without judging it, against as many whole days; today is held against no whole day. */
export async function expectDeltaHonesty(pageAs: PageAs): Promise<void> {
  const of = await movedSpend();
  const page = await pageAs("member", { of });
  await expectMoves(page);
  await openAiCost(page, "began", `?month=${lastMonth}`);
  for (const name of ["Total Spend", "Token Usage"]) {
    await expect(card(page, name)).toContainText("New: nothing ");
    await expect(card(page, name)).not.toContainText(/\d%/);
  }
  await expectTodayApart(page);
}

/** In the last month: 15 after 10, 4 after 10, 2 after nothing. */
async function expectMoves(page: Page): Promise<void> {
  await openAiCost(page, "moved", `?month=${lastMonth}`);
  const { rows, total } = await readTab(page, "By Agent Type");
  expect(rows.map((row) => [row["Agent Type"], row.Change])).toEqual([
    ["Implementation", "Up 50.0%"],
    ["Testing", "Down 60.0%"],
    ["Research", "New"],
  ]);
  expect(total.Change).toBe("Up 5.0%");
  const table = page.getByRole("table", { name: "By Agent Type" });
  const [up, down, begun] = [
    table.getByText("Up 50.0%", { exact: true }),
    table.getByText("Down 60.0%", { exact: true }),
    table.getByText("New", { exact: true }),
  ];
  const onCard = card(page, "Total Spend").getByText(/^Up 5\.0% vs /);
  await expect(onCard).toBeVisible();
  const inks = [];
  for (const text of [up, down, begun, onCard, onCard.locator("svg")]) inks.push(await inkOf(text));
  expect(new Set(inks.map(String)).size, "a rise looks like a fall").toBe(1);
  const [red = 0, green = 0, blue = 0] = inks[0] ?? [];
  expect(green).toBeLessThan(Math.max(red, blue) + 16);
}

/** Red, green and blue of what something is written in. */
function inkOf(text: Locator): Promise<number[]> {
  return text.evaluate((element) => {
    const context = document.createElement("canvas").getContext("2d");
    if (!context) return [];
    context.fillStyle = getComputedStyle(element).color;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  });
}

/** $10.00 on the first of both months, $500.00 today: the whole days are as dear as those before. */
async function expectTodayApart(page: Page): Promise<void> {
  await openAiCost(page, "pace", "?range=7d");
  const spend = card(page, "Total Spend");
  await expect(spend.getByText(firstOfMonth ? "$500.00" : "$510.00", { exact: true })).toBeVisible();
  if (firstOfMonth) await expect(spend).not.toContainText(/ vs |New/);
  else await expect(spend).toContainText(/No change vs \w{3} 1/);
  const { total } = await readTab(page, "By Agent Type");
  if (!firstOfMonth) expect(total.Change).toBe("No change");
  await expect(page.getByRole("region", { name: "Live Spend" })).toContainText(/New: nothing by \d\d:\d\d yesterday/);

  await chart(page).focus();
  await page.keyboard.press("Home");
  for (let day = 0; day < 5; day++) await page.keyboard.press("ArrowRight");
  const details = chart(page).locator("p");
  await expect(details.filter({ hasText: / vs \w{3} \d/ })).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(details.filter({ hasText: "· so far" })).toBeVisible();
  await expect(details.filter({ hasText: / vs / })).toHaveCount(0);
}

async function movedSpend(): Promise<TestOrganization> {
  const of = await createTestOrganization(["moved", "began", "pace"]);
  const call = { agentId: "a", provider: "openai", model: "gpt-4.1", inputTokens: 9, outputTokens: 1 };
  const onDay = (projectId: string, day: string, cost: number, agentType = "research", time = "00:00:00.000") => ({
    ...call,
    id: `${projectId}-${day}-${agentType}-${cost}`,
    projectId,
    agentId: agentType,
    agentType,
    occurredAt: `${day}T${time}Z`,
    cost,
  });
  await sendEvents(of, [
    onDay("moved", firstDay(2), 10, "implementation"),
    onDay("moved", firstDay(2), 10, "testing"),
    onDay("moved", firstDay(1), 15, "implementation"),
    onDay("moved", firstDay(1), 4, "testing"),
    onDay("moved", firstDay(1), 2, "research"),
    onDay("began", firstDay(1), 5),
    onDay("pace", firstDay(1), 10, "research", "23:59:59.999"),
    ...(firstOfMonth ? [] : [onDay("pace", firstDay(0), 10, "research", "23:59:59.999")]),
    onDay("pace", dayAgo(0), 500),
  ]);
  return of;
}
