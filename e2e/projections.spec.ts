import { raiseAnomalies } from "#server/alerts/raise-anomalies.ts";
import { setAlerting } from "#server/alerts/set-alerting.ts";
import { setLimit } from "#server/budgets/set-limit.ts";
import { dayAgo } from "./agent-calls.ts";
import { expectSoundFigures, openAiCost } from "./ai-cost-page.ts";
import { callApi, createTestOrganization, sendEvents, type TestOrganization } from "./organization.ts";
import { readTable } from "./read-table.ts";
import { expect, expectAccessible, test } from "./test.ts";

// One worker for the file: its scene is set once.
test.describe.configure({ mode: "default" });

let scene: TestOrganization;

/** $10 at midnight of every day for 40 days and today, by two agents of “steady”; three days of $1 of “young”. */
test.beforeAll(async () => {
  scene = await createTestOrganization(["steady", "young"]);
  const call = (projectId: string, agentId: string, before: number, cost: number) => ({
    id: `${agentId}-${before}`,
    occurredAt: `${dayAgo(before)}T00:00:00Z`,
    projectId,
    agentId,
    agentType: "research",
    provider: "openai",
    model: "gpt-4.1",
    inputTokens: 10,
    outputTokens: 5,
    cost,
  });
  const days = Array.from({ length: 41 }, (_, before) => before);
  await sendEvents(scene, [
    ...days.flatMap((before) => [call("steady", "a1", before, before === 1 ? 36 : 6), call("steady", "a2", before, 4)]),
    ...[0, 1, 2, 3].map((before) => call("young", "a3", before, 1)),
  ]);
  await setLimit({ ctx: scene.ctx, input: { projectId: "steady", limitDollars: 1000 } });
});

test("one page of projections, one of budgets beside them, and both agree with the product", async ({ pageAs }) => {
  await callApi(scene, "PUT", "/api/v1/budgets/daily", {
    scope: "agent",
    window: "day",
    unit: "cost",
    limit: 5,
    onExceeded: ["notify"],
  });
  const page = await pageAs("member", { of: scene });
  await page.goto("/dashboard/projections");
  const projects = await readTable(page.getByRole("table", { name: "Projects" }));
  const steady = projects.rows.find(({ Project }) => Project === "steady");
  expect(steady?.Today).toBe("$10.00");
  expect(projects.rows.find(({ Project }) => Project === "young")?.["80% Range"]).toBe(
    "Needs 7 days of data; 3 so far.",
  );
  await expect(page.getByText("7-day rolling average")).toBeVisible();
  await expectSoundFigures(page);
  await expectAccessible(page);
  await page.getByRole("tab", { name: "By Agent" }).click();
  await expect(page).toHaveURL(/[?&]tab=agent/);
  await page.getByRole("searchbox", { name: "Search Agents" }).fill("a2");
  const agents = await readTable(page.getByRole("table", { name: "Agents" }));
  expect(agents.rows.map(({ Agent, Today }) => [Agent, Today])).toEqual([["a2", "$4.00"]]);
  await page.getByRole("searchbox", { name: "Search Agents" }).fill("nobody");
  await page.getByRole("button", { name: "Show All Agents" }).click();
  await expect(page.getByRole("table", { name: "Agents" }).getByRole("row")).toHaveCount(4);

  await openAiCost(page, "steady");
  await expect(page.getByText(`Projected ${steady?.["Month End"]} by`).first()).toBeVisible();
  await page.goto("/dashboard/budgets");
  const budget = (name: string) =>
    page.getByRole("table", { name: "Budgets" }).getByRole("row").filter({ hasText: name });
  await expect(budget("steady")).toContainText(`${steady?.["Month End"]}`);
  await expect(budget("Each Agent").getByRole("cell", { name: /projected \$6\.00$/ })).toBeVisible();
  await expectAccessible(page);
});

test("an unusual day is told unless nobody wants to know, and a person calls it expected", async ({ pageAs }) => {
  const scene = await createTestOrganization(["web"]);
  const page = await pageAs("owner", { of: scene });
  await page.goto("/dashboard/settings/alerting");
  const anomalies = page.getByRole("switch", { name: "Unusual Days" });
  await anomalies.click();
  await expect(anomalies).not.toBeChecked();
  await expectAccessible(page, "main");

  const call = { projectId: "web", agentId: "scout", agentType: "research", provider: "openai", model: "gpt-4.1" };
  const days = Array.from({ length: 20 }, (_, before) => before);
  await sendEvents(
    scene,
    days.map((before) => ({
      ...call,
      id: `c${before}`,
      occurredAt: `${dayAgo(before)}T00:00:00Z`,
      inputTokens: 1,
      outputTokens: 1,
      cost: before === 1 ? 90 : 10,
    })),
  );
  const ctx = { ...scene.ctx, now: new Date() };
  expect(await raiseAnomalies(ctx)).toBe(0);
  await page.goto("/dashboard/alerts");
  await expect(page.getByText("Nothing needs you.")).toBeVisible();

  await setAlerting({ ctx, input: { anomalies: true } });
  await raiseAnomalies(ctx);
  const row = page.getByRole("listitem").filter({ hasText: "Spend of agent scout" });
  await expect(row).toContainText("$90.00 in a day, where up to $10.00 was to be expected");
  await expectAccessible(page, "main");
  await row.getByRole("button", { name: "Expected: Spend of agent scout", exact: true }).click();
  await page.getByRole("tab", { name: "Acknowledged" }).click();
  await expect(row).toContainText("Said to be expected by");
});
