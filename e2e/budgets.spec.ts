import type { Locator, Page } from "@playwright/test";
import { dayAgo } from "./agent-calls.ts";
import { callApi, createTestOrganization, sendEvents, type TestOrganization } from "./organization.ts";
import { readTable } from "./read-table.ts";
import { expect, expectAccessible, expectInEachTheme, test } from "./test.ts";

/** An organisation whose agent has spent $42.10 this month. */
async function spend42(): Promise<TestOrganization> {
  const organization = await createTestOrganization(["web"]);
  const call = { projectId: "web", agentId: "scout", agentType: "research", provider: "openai", model: "gpt-4.1" };
  const occurredAt = `${dayAgo(0)}T00:00:00Z`;
  await sendEvents(organization, [
    { ...call, id: "c1", runId: "r1", occurredAt, inputTokens: 1, outputTokens: 1, cost: 42.1 },
  ]);
  return organization;
}

const table = (page: Page) => page.getByRole("table", { name: "Budgets" });
const meter = (page: Page, whose: string) => page.getByRole("meter", { name: `Used of ${whose}` });
const limitField = (dialog: Locator) => dialog.getByRole("textbox", { name: /^Limit in/ });

async function open(page: Page, search = ""): Promise<void> {
  await page.goto(`/dashboard/budgets${search}`);
  await expect(page.getByRole("heading", { name: "All Budgets" })).toBeVisible();
}

async function openAdd(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Add Budget…" }).click();
  const dialog = page.getByRole("dialog", { name: "Add Budget" });
  await expect(limitField(dialog)).toBeVisible();
  return dialog;
}

async function openEdit(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: /^Edit Budget: / }).click();
  const dialog = page.getByRole("dialog", { name: "Edit Budget" });
  await expect(limitField(dialog)).toBeVisible();
  return dialog;
}

async function reserve(organization: TestOrganization, amount: number) {
  const answer = await callApi(organization, "POST", "/api/v1/reservations", {
    agentId: "scout",
    projectId: "web",
    amount,
  });
  return { status: answer.status, body: await answer.json() };
}

test("a cap set in the page holds over REST, the bar moves, and the audit log tells", async ({ pageAs }) => {
  const organization = await spend42();
  const page = await pageAs("owner", { of: organization });
  await open(page);
  await expect(page.getByText("No budgets yet.")).toBeVisible();

  const dialog = await openAdd(page);
  await limitField(dialog).fill("40");
  await expect(
    dialog.getByText("$42.10 is already spent this month: calls stop at once, and agents are paused."),
  ).toBeVisible();
  await dialog.getByRole("checkbox", { name: "Pause" }).uncheck();
  await dialog.getByRole("checkbox", { name: "Webhook" }).uncheck();
  await expect(dialog.getByText(/nothing stops: calls go on/)).toBeVisible();
  await dialog.getByRole("checkbox", { name: "Block" }).check();
  await expect(
    dialog.getByText(/^Calls that would pass the limit are refused until the next UTC month\./),
  ).toBeVisible();
  await limitField(dialog).fill("$50.00");
  await expect(dialog.getByText("$42.10 is already spent this month: 84% of this limit.")).toBeVisible();
  await dialog.getByRole("button", { name: "Add Budget" }).click();
  await expect(dialog).toBeHidden();

  await expect(meter(page, "Whole Organisation")).toHaveAttribute("aria-valuetext", "84% of $50.00 used, near limit");
  const { rows } = await readTable(table(page));
  expect(rows).toMatchObject([{ Spent: "$42.10", Held: "$0.00", "At the Limit": "NotifyBlock" }]);
  expect(rows[0]?.Resets).toMatch(/^in .+ 1, 00:00 UTC$/);

  expect(await reserve(organization, 5)).toMatchObject({ body: { decision: "allow" } });
  expect(await reserve(organization, 5)).toMatchObject({ body: { code: "budget_exceeded" } });
  await page.reload();
  await expect(meter(page, "Whole Organisation")).toHaveAttribute(
    "aria-valuetext",
    "84% of $50.00 used, $5.00 held, near limit",
  );

  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Audit Log" }).click();
  const log = page.getByRole("table", { name: "Audit Log" });
  const [entry] = (await readTable(log)).rows;
  expect(entry?.What).toBe("Set the budget of the organisation");
  expect(entry?.["Before → After"]).toContain("Limit: $50.00 a month");
  expect(entry?.Who).toMatch(/^owner-.*@example\.com$/);
});

test("every scope can be chosen by what is there, and removed after a question", async ({ pageAs }) => {
  const organization = await spend42();
  const page = await pageAs("admin", { of: organization });
  await open(page);
  const add = async (fill: (dialog: Locator) => Promise<void>) => {
    const dialog = await openAdd(page);
    await fill(dialog);
    await dialog.getByRole("button", { name: "Add Budget" }).click();
    await expect(dialog).toBeHidden();
  };
  const choose = (dialog: Locator, name: string, label: string) =>
    dialog.getByRole("combobox", { name }).selectOption({ label });
  await add(async (dialog) => {
    await choose(dialog, "Budget for", "Project");
    await choose(dialog, "Project", "web");
    await limitField(dialog).fill("100");
  });
  await add(async (dialog) => {
    await choose(dialog, "Budget for", "Agent");
    const agent = dialog.getByRole("combobox", { name: "Agent", exact: true });
    await agent.click();
    await page.keyboard.type("SCO");
    await expect(page.getByRole("listbox").getByRole("option")).toHaveText(["scout"]);
    await expectAccessible(page, "[role=dialog]:has([role=listbox])");
    await page.keyboard.press("Enter");
    await expect(agent).toHaveText("scout");
    await expect(agent).toBeFocused();
    await agent.click();
    await page.getByRole("listbox").getByRole("option", { name: "Each Agent" }).click();
    await choose(dialog, "Counted over", "Each UTC Day");
    await choose(dialog, "Counted in", "Tokens");
    await limitField(dialog).fill("2,000,000");
  });
  await add(async (dialog) => {
    await choose(dialog, "Budget for", "Agent Type");
    await dialog.getByRole("button", { name: "Add Budget" }).click();
    await expect(dialog.getByRole("combobox", { name: "Project" })).toHaveAccessibleDescription("Choose a project.");
    await choose(dialog, "Project", "web");
    await choose(dialog, "Agent type", "Research (research)");
    await limitField(dialog).fill("60");
  });
  await add(async (dialog) => {
    await choose(dialog, "Budget for", "Pipeline Run");
    await expect(dialog.getByRole("checkbox", { name: "Pause" })).toHaveCount(0);
    await limitField(dialog).fill("0.50");
  });

  const names = (await readTable(table(page))).rows.map((row) => row.Budget);
  expect(names).toEqual(["webProject", "Each AgentMost: scout", "Research in webAgent Type", "Each RunMost: r1"]);
  await page.getByRole("combobox", { name: "Scope" }).selectOption("Agent Type");
  await expect(page).toHaveURL(/scope=agent_type/);
  await expect(table(page).getByRole("row")).toHaveCount(2);
  await page.getByRole("searchbox", { name: "Search Budgets" }).fill("nothing of the kind");
  await page.getByRole("button", { name: "Show All Budgets" }).click();
  await page.getByRole("button", { name: "Used" }).click();
  await expect(page).toHaveURL(/sort=-used/);
  await page.reload();
  await expect(table(page).getByRole("row").nth(1)).toContainText("Each Run");

  // The limit of the project is the one that its own page shows.
  await page.getByRole("link", { name: "web", exact: true }).last().click();
  await expect(page.getByRole("meter", { name: "Monthly Budget Used" })).toBeVisible();
  await open(page);
  await page.getByRole("button", { name: /^Remove Budget: web/ }).click();
  const question = page.getByRole("alertdialog");
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await question.getByRole("button", { name: "Remove Budget" }).click();
  await expect(question).toBeHidden();
  await expect(table(page).getByRole("row")).toHaveCount(4);
});

test("two who edit one limit: the second is told what it is now and keeps what was typed", async ({ pageAs }) => {
  const organization = await spend42();
  const budget = { scope: "organization", window: "month", unit: "cost", onExceeded: ["notify"] };
  await callApi(organization, "PUT", "/api/v1/budgets/all", { ...budget, limit: 100 });
  const page = await pageAs("owner", { of: organization });
  await open(page);
  const dialog = await openEdit(page);
  await callApi(organization, "PUT", "/api/v1/budgets/all", { ...budget, limit: 70 });
  await limitField(dialog).fill("80");
  await dialog.getByRole("button", { name: "Save Budget" }).click();
  await expect(dialog.getByRole("alert")).toContainText(
    "Someone changed this limit while you were editing it. It is $70 now",
  );
  await expect(limitField(dialog)).toHaveValue("80");
  await expect(dialog.getByRole("button", { name: "Save Budget" })).not.toHaveAttribute("aria-disabled", "true");
  await dialog.getByRole("button", { name: "Save Budget" }).click();
  await expect(dialog).toBeHidden();
  await expect(meter(page, "Whole Organisation")).toHaveAttribute("aria-valuetext", /of \$80\.00 used/);
});

test("what is no limit is refused at its field, and a failing server leaves all as it was", async ({ pageAs }) => {
  const page = await pageAs("owner", { of: await spend42() });
  await open(page);
  const dialog = await openAdd(page);
  const save = dialog.getByRole("button", { name: "Add Budget" });
  for (const wrong of ["", "-5", "12,34", "plenty", "1.0000000001", "1e3", "2000000000"]) {
    await limitField(dialog).fill(wrong);
    await save.click();
    await expect(limitField(dialog), wrong).toHaveAccessibleDescription(/^Enter (an amount|at most) /);
    await expect(limitField(dialog), wrong).toBeFocused();
  }
  await limitField(dialog).fill("0");
  await save.click();
  await expect(limitField(dialog)).toHaveAccessibleDescription(/^Enter more than 0/);
  await limitField(dialog).fill("5");
  const alertAt = dialog.getByRole("textbox", { name: /^Alert at/ });
  await alertAt.fill("10, 20, 1001");
  await save.click();
  await expect(alertAt).toHaveAccessibleDescription(/^Enter at most nine whole percentages/);
  await alertAt.fill("50");
  await page.route("**/api/trpc/budgets.set*", (route) => route.abort());
  await save.click();
  await expect(dialog.getByRole("alert")).toContainText("Purser did not answer");
  await expect(limitField(dialog)).toHaveValue("5");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Add Budget…" })).toBeFocused();
  await expect(page.getByText("No budgets yet.")).toBeVisible();
});

test("finance reads budgets and the audit log and changes nothing; members see no log", async ({ pageAs }) => {
  const organization = await spend42();
  const budget = { scope: "project", window: "month", unit: "cost", limit: 42 };
  await callApi(organization, "PUT", "/api/v1/budgets/each", budget);
  const finance = await pageAs("finance", { of: organization });
  await open(finance);
  await expect(meter(finance, "Each Project")).toHaveAttribute("aria-valuetext", "100% of $42.00 used, over limit");
  await expect(finance.getByText("Owners and admins change them.")).toBeVisible();
  await expect(finance.getByRole("button", { name: /Budget…/ })).toHaveCount(0);
  await finance.goto("/dashboard/audit");
  await expect(finance.getByRole("table", { name: "Audit Log" })).toContainText("API key browser tests");
  await finance.getByRole("combobox", { name: "Kind of Change" }).selectOption("Budgets");
  await expect(finance).toHaveURL(/group=budget/);
  await expect(finance.getByRole("table", { name: "Audit Log" }).getByRole("row")).toHaveCount(2);
  await finance.getByRole("searchbox", { name: "Search Targets" }).fill("nowhere");
  await finance.getByRole("button", { name: "Show All Changes" }).click();
  await expect(finance.getByRole("table", { name: "Audit Log" })).toContainText("Created API key");

  const member = await pageAs("member", { of: organization });
  await member.goto("/dashboard/audit");
  await expect(member.getByText("The audit log is read by owners, admins and finance.")).toBeVisible();
  await expect(member.getByRole("link", { name: "Audit Log" })).toHaveCount(0);
});

test("axe finds nothing in light and in dark, and 320 px are wide enough", async ({ pageAs }) => {
  const organization = await spend42();
  const page = await pageAs("owner", { of: organization, reducedMotion: "reduce" });
  await open(page);
  await expectInEachTheme(page);
  const budget = { scope: "agent", window: "day", unit: "cost", onExceeded: ["notify", "webhook", "block", "pause"] };
  await callApi(organization, "PUT", "/api/v1/budgets/each", { ...budget, limit: 40 });
  await callApi(organization, "PUT", "/api/v1/budgets/off", { ...budget, limit: 1000, enabled: false });
  await page.reload();
  await expect(table(page)).toBeVisible();
  await expectInEachTheme(page);
  const dialog = await openAdd(page);
  await dialog.getByRole("button", { name: "Add Budget" }).click();
  await expectInEachTheme(page, "[role=dialog]");
  await page.setViewportSize({ width: 320, height: 640 });
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  await expect.poll(width).toBe(320);
  await page.keyboard.press("Escape");
  await expect.poll(width).toBe(320);
  await page.goto("/dashboard/audit");
  await expect(page.getByRole("table", { name: "Audit Log" })).toBeVisible();
  await expect.poll(width).toBe(320);
});
