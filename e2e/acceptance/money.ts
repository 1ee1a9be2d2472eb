import type { Page } from "@playwright/test";
import { dayAgo } from "../agent-calls.ts";
import { card, expectSoundFigures, openAiCost, tabs } from "../ai-cost-page.ts";
import { createTestOrganization, sendEvents } from "../organization.ts";
import { readColumn } from "../read-table.ts";
import { expect, type PageAs } from "../test.ts";

/** The smallest and the largest amounts are written in full, never as nothing; no figure went wrong. */
export async function expectMoney(pageAs: PageAs): Promise<void> {
  const of = await createTestOrganization(["tiny", "huge"]);
  const today = { occurredAt: `${dayAgo(0)}T00:00:00Z`, agentId: "a", agentType: "research" };
  const call = { ...today, provider: "openai", model: "gpt-4.1", outputTokens: 0 };
  await sendEvents(of, [
    { ...call, id: "tiny", projectId: "tiny", runId: "tiny", jobId: "tiny", inputTokens: 1, cost: 0.0042 },
    { ...call, id: "huge", projectId: "huge", runId: "huge", jobId: "huge", inputTokens: 1e12, cost: 999_999_999.99 },
  ]);
  const page = await pageAs("member", { of });
  for (const [projectId, spend, tokens] of [
    ["tiny", "$0.0042", "1"],
    ["huge", "$999,999,999.99", "1T"],
  ] as const) {
    await expectWritten(page, projectId, spend, tokens);
  }
  for (const path of ["", "/costs", "/agents", "/agents/a", "/projections", "/insights", "/settings/prices"]) {
    await page.goto(`/dashboard${path}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator("main [class*=shimmer]")).toHaveCount(0);
    await expectSoundFigures(page);
  }
}

async function expectWritten(page: Page, projectId: string, spend: string, tokens: string): Promise<void> {
  await openAiCost(page, projectId);
  await expect(card(page, "Total Spend").getByText(spend, { exact: true })).toBeVisible();
  await expect(card(page, "Token Usage").getByText(tokens, { exact: true })).toBeVisible();
  for (const tab of tabs) {
    await page.getByRole("tab", { name: tab }).click();
    const table = page.getByRole("tabpanel", { name: tab }).getByRole("table");
    await expect(table).toContainText(spend);
    // A month without calls is nothing, and may say so.
    const costs = await readColumn(table, "Cost");
    if (tab !== "Monthly Trend") expect(costs.filter((cost) => /\$0\.0*$/.test(cost))).toEqual([]);
    await expectSoundFigures(page);
  }
  await page.getByRole("link", { name: projectId, exact: true }).last().click();
  await expect(card(page, "Cost").getByText(spend, { exact: true })).toBeVisible();
  await expectSoundFigures(page);
  await page.getByRole("link", { name: "Revenue & Growth" }).click();
  await expect(card(page, "Spend").getByText(spend, { exact: true })).toBeVisible();
  await expectSoundFigures(page);
}
