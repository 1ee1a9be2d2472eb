import type { Page } from "@playwright/test";
import { dayKey } from "#server/time/window.ts";
import { card } from "./ai-cost-page.ts";
import { exported, sumColumn } from "./exported-file.ts";
import { createTestOrganization, sendEvents } from "./organization.ts";
import { readTable } from "./read-table.ts";
import { expect, expectAccessible, test } from "./test.ts";

/** The first two days of the month before this one, which is over. */
const lastMonth = new Date();
lastMonth.setUTCDate(0);
const month = dayKey(lastMonth).slice(0, 7);
const dayOf = (day: number) => `${month}-0${day}`;
const spanOf = (day: number) => ({
  starting_at: `${dayOf(day)}T00:00:00Z`,
  ending_at: `${dayOf(day + 1)}T00:00:00Z`,
});

const call = (id: string, day: number, model: string, inputTokens: number) => ({
  ...{ id, occurredAt: `${dayOf(day)}T10:00:00Z`, projectId: "web", agentId: "bot" },
  ...{ provider: "anthropic", model, inputTokens, outputTokens: 0 },
});
const billed = (model: string | null, cents: string) => ({
  ...{ model, amount: cents, currency: "USD" },
  ...(model ? { cost_type: "tokens", token_type: "uncached_input_tokens" } : { cost_type: "web_search" }),
});
const used = (model: string, tokens: number) => ({ model, uncached_input_tokens: tokens, output_tokens: 0 });
const file = (name: string, days: object[][], hasMore = false) => ({
  name,
  mimeType: "application/json",
  buffer: Buffer.from(
    JSON.stringify({
      data: days.map((results, i) => ({ ...spanOf(i + 1), results })),
      has_more: hasMore,
      next_page: hasMore ? "page_2" : null,
    }),
  ),
});

async function importFiles(page: Page, files: ReturnType<typeof file>[]): Promise<void> {
  await page.getByRole("button", { name: "Import Report…" }).click();
  const dialog = page.getByRole("dialog", { name: "Import Reports" });
  await dialog.getByLabel("Report files").setInputFiles(files);
  await dialog.getByRole("button", { name: /^Import \d+ Files?$/ }).click();
  await expect(dialog.getByRole("button", { name: "Done" })).toBeVisible();
}

test("a bill is imported, held against the ledger and explained: by reason, day and model, in the file, in the log, for whom it concerns", async ({
  pageAs,
}) => {
  const organization = await createTestOrganization(["web"]);
  // $3 a million in: $6 on the first day; nothing is known of the price of the second day's model.
  await sendEvents(organization, [
    call("a", 1, "claude-sonnet-4-20250514", 2_000_000),
    call("b", 2, "claude-secret", 1_000_000),
    call("c", 3, "claude-sonnet-4-20250514", 1_000_000),
  ]);
  const page = await pageAs("finance", { of: organization });
  await page.goto("/dashboard/costs");
  await page.getByRole("link", { name: "Reconciliation" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Reconciliation" })).toBeVisible();
  await expect(page.getByText("No provider’s report for")).toBeVisible();
  await expect(page.getByText("$ANTHROPIC_ADMIN_KEY").first()).toBeVisible();
  await expectAccessible(page);

  const costs = file("costs.json", [
    [billed("claude-sonnet-4-20250514", "900"), billed(null, "25")],
    [billed("claude-secret", "400")],
  ]);
  const usage = file("usage.json", [[used("claude-sonnet-4-20250514", 3_000_000)], [used("claude-secret", 1_000_000)]]);
  const table = { ...costs, name: "calls.csv", buffer: Buffer.from("When,Tokens\n") };
  await importFiles(page, [costs, usage, { ...costs, name: "notes.json", buffer: Buffer.from('{"a":1}') }, table]);
  const dialog = page.getByRole("dialog", { name: "Import Reports" });
  await expect(dialog).toContainText("3 lines kept");
  await expect(dialog).toContainText("no costs or usage report");
  await expect(dialog).toContainText("imported on Settings › Import");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page).toHaveURL(new RegExp(`month=${month}`));

  await expect(card(page, "Billed")).toContainText("$13.25");
  await expect(card(page, "Ledger")).toContainText("$6.00");
  await expect(card(page, "Difference")).toContainText("+$7.25");
  const reasons = await readTable(page.getByRole("table", { name: "Why They Differ" }));
  expect(reasons.rows.map((row) => [row.Reason, row.Amount])).toEqual([
    ["Missing Calls", "+$3.00"],
    ["Unpriced Calls", "+$4.00"],
    ["Other Charges", "+$0.25"],
  ]);
  expect(reasons.total.Amount).toBe("+$7.25");
  await expect(page.getByText("no costs report, so it is not compared. The ledger has $3.00")).toBeVisible();
  const byDay = await readTable(page.getByRole("table", { name: "By Day" }));
  expect(byDay.rows.map((row) => [row.Billed, row.Ledger, row.Difference])).toEqual([
    ["$9.25", "$6.00", "+$3.25"],
    ["$4.00", "$0.00", "+$4.00"],
  ]);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.setViewportSize({ width: 1280, height: 800 });

  await page.getByRole("table", { name: "By Day" }).locator("tbody").getByRole("button").first().click();
  const models = page.getByRole("table", { name: "By Model" });
  expect((await readTable(models)).rows.map((row) => [row.Model, row.Difference])).toEqual([
    ["claude-sonnet-4", "+$3.00"],
    ["web search", "+$0.25"],
  ]);
  await expect(page).toHaveURL(new RegExp(`day=${dayOf(1)}`));
  await page.getByRole("button", { name: "Show All Days" }).click();
  await expect(models.getByRole("row")).toHaveCount(5);
  const { name, rows } = await exported(page);
  expect(name).toContain("reconciliation");
  expect(rows).toHaveLength(3);
  expect(sumColumn(rows, "Difference (USD)")).toBe(7_250_000_000n);

  await page.getByLabel("Provider").selectOption("openai");
  await expect(page.getByText("No report of this provider for")).toBeVisible();
  await page.getByRole("button", { name: "Show All Providers" }).click();
  await expect(card(page, "Billed")).toContainText("$13.25");
  // The same report again, with a figure more: it takes the place of the first.
  await importFiles(page, [
    file("costs.json", [[billed("claude-sonnet-4-20250514", "600")], [billed("claude-secret", "400")]], true),
  ]);
  await expect(dialog).toContainText("There are more pages");
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(card(page, "Billed")).toContainText("$10.00");
  await page.goto("/dashboard/audit");
  await expect(page.getByText("Imported the provider report").first()).toBeVisible();

  const member = await pageAs("member", { of: organization });
  await member.goto(`/dashboard/costs/reconciliation?month=${month}`);
  await expect(member.getByText("reconciled by owners, admins and finance")).toBeVisible();
  await member.goto("/dashboard/costs");
  await expect(member.getByRole("link", { name: "Reconciliation" })).toHaveCount(0);
});

test("where the figures do not come, the page says so and asks again", async ({ pageAs }) => {
  const page = await pageAs("finance");
  await page.goto("/dashboard/costs/reconciliation");
  await expect(page.getByText("No provider’s report for")).toBeVisible();
  await page.route("**/api/trpc/reconciliation.month**", (route) => route.abort());
  await page.getByRole("button", { name: "Previous Month" }).click();
  const alert = page.getByRole("alert").filter({ hasText: "Couldn’t load reconciliation" });
  await expect(alert).toBeVisible();
  await page.unroute("**/api/trpc/reconciliation.month**");
  await page.getByRole("button", { name: "Retry Reconciliation" }).click();
  await expect(alert).toHaveCount(0);
});
