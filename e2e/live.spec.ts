import { card, openAiCost } from "./ai-cost-page.ts";
import { callApi } from "./organization.ts";
import { expect, test } from "./test.ts";

test("a call sent by curl is on the page, priced, at the next look; sent again it counts once", async ({
  pageAs,
  organization,
}) => {
  const page = await pageAs("member");
  await openAiCost(page, organization.projectId);
  await expect(card(page, "Total Spend")).toContainText("$0.00");

  // The call of the README. 30,000 new and 90,000 cached tokens at $3.00 and $0.30 a million, 4,200 out at $15.00.
  const event = {
    id: "call-1",
    projectId: organization.projectId,
    agentId: "triage-bot",
    agentType: "research",
    runId: "run-1",
    jobId: "job-1",
    provider: "anthropic",
    model: "claude-sonnet-4-20250514",
    inputTokens: 120_000,
    cachedInputTokens: 90_000,
    outputTokens: 4_200,
  };
  const send = async () => (await callApi(organization, "POST", "/api/v1/events", { events: [event] })).json();
  expect(await send()).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
  expect(await send()).toEqual({ accepted: 0, duplicates: 1, rejected: [] });

  await page.reload();
  await expect(card(page, "Total Spend")).toContainText("$0.18");
  await expect(card(page, "Token Usage")).toContainText("124.2K");
  await expect(card(page, "Agent Jobs")).toContainText("1");
  await expect(page.getByRole("tabpanel", { name: "By Agent Type" })).toContainText("Research");
  await page.getByRole("tab", { name: "Top Pipelines" }).click();
  await page.getByRole("link", { name: "run-1" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("run-1");
  await expect(page.getByText("claude-sonnet-4-20250514").first()).toBeVisible();
});
