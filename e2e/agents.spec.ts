import type { Page } from "@playwright/test";
import { card } from "./ai-cost-page.ts";
import { callApi, sendEvents } from "./organization.ts";
import { expect, expectInEachTheme, test } from "./test.ts";
import { call, twoAgents } from "./two-agents.ts";

/** A call the agent asks for before it spends. */
const ask = { agentId: "triage-bot", projectId: "web", amount: 0.01 };

const status = (page: Page) => page.getByRole("region", { name: "Status" });
const field = (page: Page, name: string) => page.getByRole("textbox", { name });
const save = (page: Page) => page.getByRole("button", { name: "Save Limits" });
const alerts = (page: Page) => page.getByRole("list", { name: "Budget Alerts", exact: true });
const procedure = "**/api/trpc/agents.setLimits*";

async function openAgent(page: Page, agentId = "triage-bot", search = ""): Promise<void> {
  await page.goto(`/dashboard/agents/${agentId}${search}`);
  await expect(page.getByRole("heading", { name: `Agent ${agentId}`, level: 1 })).toBeVisible();
  await expect(page.getByRole("tab", { name: "Budget" })).toBeVisible();
}

async function openBudget(page: Page, agentId = "triage-bot"): Promise<void> {
  await openAgent(page, agentId, "?tab=budget");
  await expect(field(page, "Daily Cost")).toBeEditable();
}

test("a cap that is reached pauses and alerts; resumed; raised, the agent goes on", async ({ pageAs }) => {
  const organization = await twoAgents();
  const page = await pageAs("owner", { of: organization });
  await openBudget(page);
  await expect(status(page)).toContainText("Active");
  await expect(page.getByRole("meter")).toHaveCount(0);
  await field(page, "Daily Cost").fill("$1.00");
  await save(page).click();
  const meter = page.getByRole("meter", { name: "Daily Cost Used" });
  await expect(meter).toHaveAttribute("aria-valuetext", "50% of $1.00 used, on track");
  await expect(page.getByRole("meter")).toHaveCount(1);

  await sendEvents(organization, [{ ...call, id: "c3", cost: 0.75 }]);
  await page.getByRole("button", { name: /^Refresh/ }).click();
  await expect(status(page)).toContainText("Paused");
  await expect(status(page)).toContainText("Reached its daily cost limit. Paused by Purser");
  await expect(meter).toHaveAttribute("aria-valuetext", "125% of $1.00 used, over limit");
  await expect(card(page, "Cost Today")).toContainText("$1.25");
  await expect(alerts(page)).toContainText("Exceeded: Daily Cost");
  await expect(alerts(page)).toContainText("$1.25 of $1.00, 125%");
  const asked = await callApi(organization, "POST", "/api/v1/reservations", ask);
  expect([asked.status, (await asked.json()).code]).toEqual([402, "agent_paused"]);

  await page.getByRole("button", { name: "Resume Agent" }).click();
  await expect(page.getByText("Resumed, but Daily Cost still stops it: its next call is refused.")).toBeVisible();
  await expect(status(page).getByRole("list", { name: "Reached Caps" })).toContainText("Daily Cost: $1.25 of $1.00");
  const again = await callApi(organization, "POST", "/api/v1/reservations", ask);
  expect((await again.json()).code).toBe("budget_exceeded");
  await page.getByRole("button", { name: /^Refresh/ }).click();
  await expect(status(page)).toContainText("Paused");

  await field(page, "Daily Cost").fill("5");
  await save(page).click();
  await expect(status(page)).toContainText("Active");
  await expect(status(page).getByRole("list", { name: "Reached Caps" })).toHaveCount(0);
  const allowed = await callApi(organization, "POST", "/api/v1/reservations", ask);
  expect(allowed.status).toBe(201);
});

test("what is no limit is refused at its field; what the server refuses keeps what was typed", async ({ pageAs }) => {
  const page = await pageAs("owner", { of: await twoAgents() });
  await openBudget(page);
  for (const [name, wrong] of [
    ["Daily Cost", "-5"],
    ["Daily Cost", "12,34"],
    ["Daily Cost", "1e3"],
    ["Monthly Cost", "plenty"],
    ["Daily Tokens", "1.5"],
    ["Monthly Tokens", "NaN"],
  ] as const) {
    await field(page, name).fill(wrong);
    await save(page).click();
    await expect(field(page, name), wrong).toHaveAttribute("aria-invalid", "true");
    await expect(field(page, name), wrong).toHaveAccessibleDescription(/^Enter /);
    await expect(field(page, name), wrong).toBeFocused();
    await page.getByRole("button", { name: "Discard Changes" }).click();
    await expect(field(page, name)).toHaveValue("");
  }
  await field(page, "Daily Tokens").fill("500,000");
  await expect(field(page, "Daily Tokens")).toHaveAccessibleDescription(
    "Limit 500,000 tokens: 100K tokens used so far.",
  );
  await page.route(procedure, (route) => route.abort());
  await save(page).click();
  await expect(page.getByRole("form", { name: "Limits" }).getByRole("alert")).toContainText(
    "Purser did not answer, so the limits may not have changed.",
  );
  await expect(field(page, "Daily Tokens")).toHaveValue("500,000");
  await page.unroute(procedure);

  const other = await page.context().newPage();
  await openBudget(other);
  await field(other, "Daily Tokens").fill("700000");
  await field(other, "Monthly Tokens").fill("9000000");
  await save(other).click();
  await expect(other.getByRole("meter", { name: "Daily Tokens Used" })).toBeVisible();
  await other.close();
  await save(page).click();
  const told = page.getByRole("form", { name: "Limits" }).getByRole("alert");
  await expect(told).toContainText("Someone changed this limit while you were editing it. It is 700000 tokens now");
  await expect(field(page, "Daily Tokens")).toHaveValue("500,000");
  await save(page).click();
  await expect(page.getByRole("meter", { name: "Daily Tokens Used" })).toHaveAttribute(
    "aria-valuetext",
    "20% of 500,000 tokens used, on track",
  );
  await expect(field(page, "Monthly Tokens"), "what only the other one set").toHaveValue("9,000,000");
});

test("limits that are not saved are not left by accident", async ({ pageAs }) => {
  const page = await pageAs("owner", { of: await twoAgents() });
  await openBudget(page);
  await field(page, "Monthly Cost").fill("12.34");
  await page.getByRole("tab", { name: "Activity" }).click();
  const dialog = page.getByRole("alertdialog", { name: "Leave Without Saving?" });
  await dialog.getByRole("button", { name: "Keep Editing" }).click();
  await expect(field(page, "Monthly Cost")).toHaveValue("12.34");
  const agents = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Agents" });
  await agents.click();
  await dialog.getByRole("button", { name: "Keep Editing" }).click();
  await page.getByRole("button", { name: "Save Limits" }).click();
  await expect(page.getByRole("meter", { name: "Monthly Cost Used" })).toHaveAttribute(
    "aria-valuetext",
    "4% of $12.34 used, on track",
  );
  // A letter, and a link in the same breath.
  await field(page, "Daily Cost").focus();
  await agents.evaluate(async (link: HTMLElement) => {
    document.execCommand("insertText", false, "3");
    await null;
    link.click();
  });
  await dialog.getByRole("button", { name: "Leave" }).click();
  await expect(page.getByRole("heading", { name: "Agents", level: 1 })).toBeVisible();
  await page.getByRole("link", { name: "triage-bot" }).click();
  await page.getByRole("tab", { name: "Budget" }).click();
  await expect(field(page, "Monthly Cost")).toHaveValue("12.34");
  await expect(field(page, "Daily Cost")).toHaveValue("");
  const goBack = () => page.evaluate(() => history.back());
  await field(page, "Daily Cost").click();
  await page.keyboard.type("3");
  await goBack();
  await dialog.getByRole("button", { name: "Keep Editing" }).click();
  await expect(field(page, "Daily Cost")).toHaveValue("3");
  await expect(page).toHaveURL(/agents\/triage-bot\?tab=budget$/);
  await goBack();
  await dialog.getByRole("button", { name: "Leave" }).click();
  await expect(page.getByRole("tab", { name: "Analytics", selected: true })).toBeVisible();
});

test("axe finds nothing in light and in dark, and at 320 px nothing scrolls sideways", async ({ pageAs }) => {
  const organization = await twoAgents();
  await callApi(organization, "PUT", "/api/agents/triage-bot/budget", {
    dailyTokens: 110_000,
    dailyCost: 0.4,
    monthlyTokens: 1_000_000,
    monthlyCost: 0,
  });
  const page = await pageAs("owner", { of: organization, reducedMotion: "reduce" });
  await openBudget(page);
  await expect(page.getByRole("meter")).toHaveCount(3);
  await field(page, "Monthly Cost").fill("-1");
  await save(page).click();
  await expectInEachTheme(page);
  await page.getByRole("tab", { name: "Activity" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await expectInEachTheme(page, "[role=alertdialog]");
  await page.getByRole("button", { name: "Leave" }).click();
  await expect(page.getByRole("table", { name: "Calls" })).toBeVisible();
  await expectInEachTheme(page);

  await page.setViewportSize({ width: 320, height: 640 });
  for (const path of ["/triage-bot?tab=budget", "/triage-bot?tab=activity", ""]) {
    await page.goto(`/dashboard/agents${path}`);
    await expect(page.getByRole("table").or(page.getByRole("meter")).first()).toBeVisible();
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  }
});
