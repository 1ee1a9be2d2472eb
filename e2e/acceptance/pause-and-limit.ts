import type { Locator, Page } from "@playwright/test";
import { openAiCost } from "../ai-cost-page.ts";
import { toast } from "../inbox.ts";
import { limitDialog, meter, openLimitDialog, setLimit, setLimitProcedure, spend400 } from "../monthly-limit.ts";
import { callApi, type TestOrganization } from "../organization.ts";
import { readTable } from "../read-table.ts";
import { expect, type PageAs } from "../test.ts";
import { twoAgents } from "../two-agents.ts";

const failure = {
  error: {
    message: "Something went wrong on our side.",
    code: -32603,
    data: { code: "INTERNAL_SERVER_ERROR", httpStatus: 500 },
  },
};
// Behind an open dialog it is hidden from roles.
const status = (page: Page) => page.getByRole("region", { name: "Status", includeHidden: true });
const alerts = (page: Page) => page.getByRole("list", { name: "Budget Alerts", exact: true });

/** Answers a procedure by a failure of the server, once for each call, until the returned function is called. */
async function failing(page: Page, procedure: string): Promise<() => Promise<void>> {
  await page.route(procedure, (route) => route.fulfill({ status: 500, json: failure }));
  return () => page.unroute(procedure);
}

/** Pausing and limiting say what they do before, and what they did not do after a failure; acknowledging is undone. */
export async function expectPauseAndLimit(pageAs: PageAs): Promise<void> {
  const of = await twoAgents();
  // $0.50 of $0.40: over its limit, which warns and lets it go on; two jobs are under way.
  const cap = {
    scope: "agent",
    scopeId: "triage-bot",
    window: "day",
    unit: "cost",
    limit: 0.4,
    onExceeded: ["notify"],
  };
  expect((await callApi(of, "PUT", "/api/v1/budgets/triage-bot-day", cap)).ok).toBe(true);
  for (const id of ["j1", "j2"]) {
    const job = { projectId: "web", agentId: "triage-bot", status: "running", startedAt: new Date().toISOString() };
    expect((await callApi(of, "PUT", `/api/v1/jobs/${id}`, job)).ok).toBe(true);
  }
  const page = await pageAs("admin", { of });
  await page.goto("/dashboard/agents/triage-bot?tab=budget");
  await expect(page.getByRole("textbox", { name: "Daily Cost" })).toBeEditable();
  await expectAcknowledged(page);
  await expectPaused(page, of);
  await expectLimit(await pageAs("admin", { of: await spend400() }));
}

async function expectAcknowledged(page: Page): Promise<void> {
  const name = /^Exceeded: Daily Cost/;
  await expect(alerts(page)).toContainText("Exceeded: Daily Cost");
  const before = await alerts(page).getByRole("listitem").count();
  const works = await failing(page, "**/api/trpc/alerts.acknowledge*");
  const acknowledge = page.getByRole("button", { name: /^Acknowledge Exceeded: Daily Cost/ });
  await acknowledge.click();
  await expect(toast(page, /^The alert is still open\./)).toBeVisible();
  await expect(alerts(page).getByRole("listitem")).toHaveCount(before);
  await works();

  await acknowledge.click();
  await expect(page.getByText("1 Acknowledged Alert")).toBeVisible();
  await expect(alerts(page).getByRole("listitem").filter({ hasText: name })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(alerts(page)).toContainText("Exceeded: Daily Cost");
  await expect(page.getByText("1 Acknowledged Alert")).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Daily Cost" })).toBeEditable();
  await expect(alerts(page).getByRole("listitem")).toHaveCount(before);
}

async function expectPaused(page: Page, of: TestOrganization): Promise<void> {
  const pause = page.getByRole("button", { name: "Pause Agent…" });
  await pause.click();
  const dialog = page.getByRole("alertdialog", { name: "Pause “triage-bot”?" });
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  await expect(dialog).toContainText("New jobs are refused");
  await expect(dialog).toContainText("2 running jobs finish.");
  await expectLeft(page, dialog, pause);
  await pause.click();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Loops on one ticket");
  const works = await failing(page, "**/api/trpc/agents.pause*");
  await dialog.getByRole("button", { name: "Pause Agent" }).click();
  await expect(dialog.getByRole("alert")).toContainText("It was not paused. Something went wrong on our side.");
  await expect(dialog.getByRole("textbox", { name: "Reason" })).toHaveValue("Loops on one ticket");
  await expect(status(page)).toContainText("Active");
  const ask = { agentId: "triage-bot", projectId: "web", amount: 0.01 };
  expect((await callApi(of, "POST", "/api/v1/reservations", ask)).status).toBe(201);
  await works();

  await dialog.getByRole("button", { name: "Pause Agent" }).click();
  await expect(dialog).toBeHidden();
  await expect(status(page)).toContainText(/Paused.*Loops on one ticket\. Paused by admin-.*@example\.com/);
  const refused = await callApi(of, "POST", "/api/v1/reservations", ask);
  expect([refused.status, (await refused.json()).code]).toEqual([402, "agent_paused"]);
  await page.goto("/dashboard/agents?status=paused");
  const { rows } = await readTable(page.getByRole("table", { name: "Agents" }));
  expect(rows.map((row) => row.Agent)).toEqual(["triage-botResearch"]);
  expect(rows[0]?.Status).toContain("Loops on one ticket");
}

/** Cancel and Escape both leave all as it was, with the focus where it came from. */
async function expectLeft(page: Page, dialog: Locator, trigger: Locator): Promise<void> {
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  await expect(trigger).toBeFocused();
  await trigger.press("Enter");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(trigger).toBeFocused();
}

/** The limit of a project that has spent $400.00. */
async function expectLimit(page: Page): Promise<void> {
  await openAiCost(page, "web");
  await setLimit(page, "500");
  const trigger = page.getByRole("button", { name: "Edit Monthly Limit…" });
  await expect(trigger).toBeFocused();
  await trigger.click();
  await expectLeft(page, limitDialog(page), trigger);

  const field = await openLimitDialog(page);
  await field.fill("100");
  await expect(field).toHaveAccessibleDescription(/\$400\.00 this month, so this limit is used up already/);
  await expect(limitDialog(page)).toContainText("You are told, but nothing stops");
  await limitDialog(page).getByRole("switch", { name: "Stop Calls at the Limit" }).check();
  await expect(limitDialog(page)).toContainText(
    "Calls that would pass the limit are refused until the next UTC month.",
  );
  const save = limitDialog(page).getByRole("button", { name: "Save Limit" });
  const works = await failing(page, setLimitProcedure);
  await save.click();
  await expect(limitDialog(page).getByRole("alert")).toContainText("The limit was not changed.");
  await expect(field).toHaveValue("100");
  await works();
  await page.route(setLimitProcedure, (route) => route.abort());
  await save.click();
  await expect(limitDialog(page).getByRole("alert")).toHaveText(
    "Purser did not answer, so the limit may not have changed. Check that it is running and try again.",
  );
  await page.unroute(setLimitProcedure);
  await limitDialog(page).getByRole("button", { name: "Cancel" }).click();
  await expect(trigger).toBeFocused();
  const unchanged = /^80% of \$500\.00 used/;
  await expect(meter(page)).toHaveAttribute("aria-valuetext", unchanged);
  await page.reload();
  await expect(meter(page)).toHaveAttribute("aria-valuetext", unchanged);
}
