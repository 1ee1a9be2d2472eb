import { card, openAiCost } from "./ai-cost-page.ts";
import { usd } from "./expected-figures.ts";
import { callApi, createTestOrganization, sendEvents } from "./organization.ts";
import { readTable } from "./read-table.ts";
import { expect, expectAccessible, test } from "./test.ts";

/** Calls of this moment by three agents in two projects. */
const calls = Array.from({ length: 24 }, (_, i) => ({
  id: `c${i}`,
  projectId: i % 3 ? "web" : "api",
  agentId: ["planner", "coder", "tester"][i % 3] ?? "",
  agentType: i % 3 ? "implementation" : "research",
  jobId: `job-${i % 12}`,
  provider: i % 2 ? "openai" : "anthropic",
  model: "some-model",
  inputTokens: 1000,
  outputTokens: 100,
  cost: (100 + 7 * i) / 100,
}));
type Call = (typeof calls)[number];
const dollars = (of: readonly Call[]) =>
  usd(BigInt(Math.round(of.reduce((sum, call) => sum + call.cost, 0) * 100)) * 10_000_000n);
const by = (key: "agentId" | "projectId") =>
  [...Map.groupBy(calls, (call) => call[key])]
    .map(([name, own]) => ({
      name,
      jobs: new Set(own.map(({ jobId }) => jobId)).size,
      sum: own.reduce((all, { cost }) => all + cost, 0),
      cost: dollars(own),
    }))
    .sort((a, b) => b.sum - a.sum);

test("the company’s month: spend against its budget, by agent and by project as over REST; a project’s agents by type", async ({
  pageAs,
}) => {
  const organization = await createTestOrganization(["web", "api"]);
  await sendEvents(organization, calls);
  const company = `/api/companies/${organization.ctx.orgId}`;
  await callApi(organization, "PATCH", company, { budgetMonthlyCents: 5000 });
  const page = await pageAs("member", { of: organization });
  await page.goto("/dashboard");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Company Costs" }).click();
  await expect(page).toHaveTitle(/Company Costs/);

  const spent = calls.reduce((sum, { cost }) => sum + cost, 0);
  const percent = `${Math.floor((spent / 50) * 100)}%`;
  await expect(card(page, "Spend")).toContainText(dollars(calls));
  await expect(card(page, "Budget")).toContainText("$50.00");
  await expect(card(page, "Utilisation")).toContainText(percent);
  await expect(card(page, "Forecast")).toContainText("Needs 7 days of data");
  await expect(page.getByRole("meter", { name: "Monthly Budget Used" })).toHaveAttribute(
    "aria-valuetext",
    `${percent} of $50.00 used, near limit`,
  );
  const agents = page.getByRole("table", { name: "By Agent" });
  const byAgent = await readTable(agents);
  expect(byAgent.rows.map((row) => [row.Jobs, row.Cost])).toEqual(
    by("agentId").map(({ jobs, cost }) => [String(jobs), cost]),
  );
  expect(byAgent.total).toMatchObject({ Jobs: "12", Cost: dollars(calls), Share: "100.0%" });
  await expectAccessible(page);

  await page.getByRole("searchbox", { name: "Search Agents" }).fill("coder");
  await expect(agents.getByRole("row")).toHaveCount(3);
  expect((await readTable(agents)).total.Cost).toBe(dollars(calls.filter(({ agentId }) => agentId === "coder")));
  await page.getByRole("tab", { name: "By Project" }).click();
  const byProject = await readTable(page.getByRole("table", { name: "By Project" }));
  expect(byProject.rows.map((row) => [row.Project, row.Cost])).toEqual(
    by("projectId").map(({ name, cost }) => [name, cost]),
  );
  expect(byProject.total.Cost).toBe(dollars(calls));
  await page.getByRole("tab", { name: "By Provider" }).click();
  expect((await readTable(page.getByRole("table", { name: "By Provider" }))).total.Cost).toBe(dollars(calls));
  const rest = await fetch(`${process.env.PURSER_URL}${company}/costs/by-agent`, {
    headers: { authorization: `Bearer ${organization.key}` },
  });
  expect(
    (await rest.json()).map((row: { costCents: number }) => usd(BigInt(Math.round(row.costCents)) * 10_000_000n)),
  ).toEqual(by("agentId").map(({ cost }) => cost));

  await openAiCost(page, "web");
  await expect(page.getByText(/^Updated \d/)).toBeVisible();
  await page.getByRole("button", { name: "Implementation" }).click();
  const ofType = page.getByRole("table", { name: "Agents of Implementation" });
  const typed = by("agentId").filter(({ name }) => name !== "planner");
  expect((await readTable(ofType)).rows.map((row) => [row.Agent, row.Cost])).toEqual(
    typed.map(({ name, cost }) => [name, cost]),
  );
  await expectAccessible(page, "[role=tabpanel]");
  await ofType.getByRole("link", { name: "coder" }).click();
  await expect(page.getByRole("heading", { name: "Agent coder" })).toBeVisible();

  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto("/dashboard/costs");
  await expect(agents).toBeVisible();
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
});
