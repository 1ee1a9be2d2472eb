import type { Locator, Page } from "@playwright/test";
import { dayAgo } from "./agent-calls.ts";
import { createTestOrganization, sendEvents, type TestOrganization } from "./organization.ts";
import { expect } from "./test.ts";

/** Setting the monthly limit of a project, by its procedure. */
export const setLimitProcedure = "**/api/trpc/aiCost.setBudgetLimit*";

/** What the budget says where there is no limit. */
export const noLimit = "No monthly limit. Spend is tracked but nothing stops.";

/** A project `web` that has spent $400.00 this month. */
export async function spend400(): Promise<TestOrganization> {
  const organization = await createTestOrganization();
  const call = { projectId: "web", agentId: "scout", provider: "openai", model: "gpt-4.1", outputTokens: 1 };
  const occurredAt = `${dayAgo(0)}T00:00:00Z`;
  await sendEvents(organization, [{ ...call, id: "c1", occurredAt, inputTokens: 1, cost: 400 }]);
  return organization;
}

/** The panel of the budget of the month. */
export const budget = (page: Page): Locator => page.getByRole("region", { name: "Monthly Budget" });

/** Its bar. */
export const meter = (page: Page): Locator => page.getByRole("meter", { name: "Monthly Budget Used" });

/** The dialog in which the limit is set. */
export const limitDialog = (page: Page): Locator => page.getByRole("dialog", { name: "Edit Monthly Limit" });

/** Opens the dialog; returns its field. */
export async function openLimitDialog(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Edit Monthly Limit…" }).click();
  return limitDialog(page).getByRole("textbox", { name: "Monthly limit" });
}

/** Sets a limit in the dialog, which closes once it is stored. */
export async function setLimit(page: Page, text: string): Promise<void> {
  await (await openLimitDialog(page)).fill(text);
  await limitDialog(page).getByRole("button", { name: "Save Limit" }).click();
  await expect(limitDialog(page)).toBeHidden();
}
