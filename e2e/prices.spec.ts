import { dayAgo } from "./agent-calls.ts";
import { card, openAiCost } from "./ai-cost-page.ts";
import { callApi, createTestOrganization, sendEvents } from "./organization.ts";
import { readTable } from "./read-table.ts";
import { expect, expectAccessible, expectInEachTheme, test } from "./test.ts";

const call = {
  occurredAt: `${dayAgo(0)}T00:00:00Z`,
  projectId: "web",
  agentId: "triage-bot",
  runId: "run-1",
  jobId: "job-1",
  provider: "in-house",
  model: "house-7b",
};

test("unpriced calls are seen, a price is set, they are repriced, and the product's total is right to the digit", async ({
  pageAs,
}) => {
  const scene = await createTestOrganization(["web"]);
  await sendEvents(scene, [
    { ...call, id: "c1", inputTokens: 1_000_001, cachedInputTokens: 400_000, outputTokens: 70_003 },
    { ...call, id: "c2", inputTokens: 3, outputTokens: 1 },
    { ...call, id: "c3", inputTokens: 9, outputTokens: 9, cost: 2 },
    { ...call, id: "c4", inputTokens: 5, outputTokens: 0, model: "other-9b" },
  ]);
  const page = await pageAs("finance", { of: scene });
  await openAiCost(page, "web");
  await expect(card(page, "Total Spend")).toContainText("at least");
  await page.getByRole("link", { name: "Set Prices" }).click();
  const unpriced = page.getByRole("table", { name: "Models Without a Price" });
  expect((await readTable(unpriced)).rows.map((row) => [row.Model, row.Calls, row["Price Then"]])).toEqual([
    ["house-7bin-house", "2", "None"],
    ["other-9bin-house", "1", "None"],
  ]);

  await page.getByRole("button", { name: "Set a price of house-7b…" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Input", exact: true }).fill("1,5");
  await dialog.getByRole("button", { name: "Set Price" }).click();
  await expect(dialog.getByText("Enter dollars per million tokens, such as 1.25, with")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Input", exact: true }).fill("1.5");
  await dialog.getByRole("textbox", { name: "Output", exact: true }).fill("6");
  await dialog.getByRole("textbox", { name: "Cache Read" }).fill("0.15");
  // 600,001 × $1.50 + 400,000 × $0.15 + 70,003 × $6, and 3 × $1.50 + 1 × $6, a million times less.
  await expect(dialog.getByText("2 calls recorded without a price would cost $1.38.")).toBeVisible();
  await dialog.getByRole("button", { name: "Set Price" }).click();
  const question = page.getByRole("dialog", { name: "Reprice Recorded Calls?" });
  await expect(question).toContainText("1 call keeps the cost that its caller reported.");
  await expectAccessible(page, "[role=dialog]");
  await question.getByRole("button", { name: "Reprice 2 Calls" }).click();
  await expect(page.getByRole("dialog").getByText("2 calls of house-7b have a price now: $1.38.")).toBeVisible();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(unpriced.locator("tbody tr")).toHaveCount(1);

  await openAiCost(page, "web");
  await expect(card(page, "Total Spend")).toContainText("$3.38");
  const summary = await page.request.get(
    `/api/trpc/aiCost.getMonthlySummary?input=${encodeURIComponent(JSON.stringify({ projectId: "web" }))}`,
  );
  // To the nano-dollar: $1.3800195 and $0.0000105 beside the $2 that were reported.
  expect((await summary.json()).result.data).toMatchObject({ totalCostNanos: "3380030000", unpriced: { calls: 1 } });

  // Its history is there, and what was set is taken back: calls that have their price keep it until that is asked for.
  await page.goto("/dashboard/settings/prices?show=own");
  await page.getByRole("button", { name: "Prices of house-7b" }).click();
  await page.getByRole("button", { name: /^Remove the price from/ }).click();
  await page.getByRole("button", { name: "Remove Price" }).click();
  await expect(question).toContainText("No recorded call without a price would get one.");
  await expect(question.getByRole("button", { name: "Reprice Calls" })).toBeDisabled();
  await question.getByRole("checkbox").check();
  await question.getByRole("button", { name: "Reprice 2 Calls" }).click();
  await expect(page.getByRole("dialog").getByText("2 calls of house-7b repriced: $1.38 became $0.00.")).toBeVisible();

  const member = await pageAs("member", { of: scene });
  await member.goto("/dashboard/settings/prices");
  await expect(member.getByText("Owners, admins and finance set them.")).toBeVisible();
  await expect(member.getByRole("table", { name: "Models Without a Price" })).toContainText("house-7b");
  await expect(member.getByRole("button", { name: /Set|Reprice/ })).toHaveCount(0);
});

test("axe finds nothing in light and in dark, and at 320 px nothing scrolls sideways: prices", async ({ pageAs }) => {
  const scene = await createTestOrganization(["web"]);
  await sendEvents(scene, [
    { ...call, id: "c1", inputTokens: 9, outputTokens: 9 },
    { ...call, id: "c2", provider: "google", model: "gemini-2.5-pro", inputTokens: 90_000, outputTokens: 1000 },
  ]);
  const own = { provider: "google", model: "gemini-2.5-pro", effectiveFrom: "2026-01-01", input: "1", output: "9" };
  const tiers = [{ aboveInputTokens: 200_000, input: "2" }];
  expect((await callApi(scene, "PUT", "/api/v1/prices", { ...own, tiers })).status).toBe(200);
  const page = await pageAs("owner", { of: scene, reducedMotion: "reduce" });
  await page.goto("/dashboard/settings/prices");
  await page.getByRole("button", { name: "Prices of gemini-2.5-pro" }).click();
  await expect(page.getByRole("table", { name: "Price History of gemini-2.5-pro" })).toContainText("Above 200,000");
  await expectInEachTheme(page);
  await page.getByRole("tab", { name: "Reference" }).click();
  const reference = page.getByRole("table", { name: "Reference, January 2026" });
  await expect(reference.getByRole("row", { name: /GPT-5\.1/ })).toContainText("Catalogue: $1.25, 38% lower");
  await expectInEachTheme(page);
  await page.getByRole("tab", { name: "Your 30 Days on Each Model" }).click();
  const compared = page.getByRole("table", { name: "Your 30 Days on Each Model" });
  await expect(compared.getByRole("row", { name: /gemini-2\.5-pro/ })).toContainText("In use");
  await expectInEachTheme(page);
  for (const tab of ["Your 30 Days on Each Model", "Reference", "Prices"]) {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.getByRole("tab", { name: tab }).click();
    await expect(page.getByRole("tabpanel", { name: tab }).getByRole("table").first()).toBeVisible();
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  }
  await page.getByRole("button", { name: "Set a Price…", exact: true }).first().click();
  await page.getByRole("button", { name: "Add a Context Tier" }).click();
  await expectInEachTheme(page, "[role=dialog]");
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
});
