import type { Page } from "@playwright/test";
import { dayAgo } from "../agent-calls.ts";
import { openAiCost, readTab, tabs } from "../ai-cost-page.ts";
import { nanos } from "../expected-figures.ts";
import { exported, sumColumn } from "../exported-file.ts";
import { callApi, createTestOrganization, sendEvents } from "../organization.ts";
import { readTable } from "../read-table.ts";
import { expect, type PageAs } from "../test.ts";
import { figure } from "./daily-spend.ts";

const evil = '=HYPERLINK("http://evil.example")';
const today = dayAgo(0);
const month = today.slice(0, 7);

/** A file has every row, is dated, sums to what the screen says, and holds nothing that a spreadsheet would run. */
export async function expectExports(pageAs: PageAs): Promise<void> {
  const names = Array.from({ length: 58 }, (_, at) => `p${String(at).padStart(2, "0")}`);
  const of = await createTestOrganization(["p00", ...names.slice(1)]);
  await callApi(of, "PATCH", "/api/v1/projects/p07", { name: evil });
  const call = { provider: "acme", inputTokens: 100, outputTokens: 10, runId: "r1", jobId: "j1" };
  await sendEvents(of, [
    ...names.map((projectId, at) => ({
      ...{ ...call, id: projectId, projectId, model: "m", cost: (at + 1) / 4 },
      agentId: "a",
      runId: `r-${projectId}`,
    })),
    // A second page of calls of one project.
    ...Array.from({ length: 60 }, (_, at) => ({
      ...{ ...call, id: `c${at}`, projectId: "p07", agentId: "=1+1", model: at % 2 ? "+large" : "-small", cost: 0.1 },
      runId: "@SUM(A1)",
      agentType: at % 3 ? "implementation" : "testing",
    })),
  ]);
  const page = await pageAs("finance", { of });
  await expectPortfolio(page);
  await expectTabs(page);
}

/** 58 projects, 50 on a page: $427.75 by their own calls, and $6.00 more in p07. */
async function expectPortfolio(page: Page): Promise<void> {
  await page.goto("/dashboard");
  const table = page.getByRole("table", { name: "Projects" });
  const shown = await readTable(table);
  expect([shown.rows.length, shown.total.Spend]).toEqual([50, "$433.75"]);
  await expect(page.getByText("Projects 1 – 50 of 58")).toBeVisible();
  const all = await exported(page);
  expect(all.name).toBe(`projects-${month}-${today}.csv`);
  expect([all.rows.length, sumColumn(all.rows, "Spend (USD)")]).toEqual([58, nanos(433.75)]);
  expect(all.rows.find((row) => row["Project Id"] === "p07")?.Project).toBe(`'${evil}`);

  await page.getByRole("searchbox", { name: "Search Projects" }).fill("p5");
  await expect.poll(async () => (await readTable(table)).total.Spend).toBe("$109.00");
  const found = await exported(page);
  expect([found.rows.length, sumColumn(found.rows, "Spend (USD)")]).toEqual([8, nanos(109)]);
}

/** Each tab of a product and its days: $8.00. */
async function expectTabs(page: Page): Promise<void> {
  await openAiCost(page, "p07");
  for (const tab of tabs) {
    const { rows: shown, total } = await readTab(page, tab);
    const { rows, name } = await exported(page, page.getByRole("tabpanel", { name: tab }));
    expect([tab, sumColumn(rows, "Cost (USD)")]).toEqual([tab, nanos(8)]);
    if (tab.startsWith("By ")) expect([tab, total.Cost]).toEqual([tab, "$8.00"]);
    if (tab === "Recent Runs") expect([shown.length, rows.length]).toEqual([50, 61]);
    expect(name).toMatch(new RegExp(`^${tab.toLowerCase().replaceAll(" ", "-")}-p07-.*${today}\\.csv$`));
    expectHarmless(rows);
  }
  const days = await exported(page, figure(page));
  expect([days.rows.length, sumColumn(days.rows, "Cost (USD)")]).toEqual([30, nanos(8)]);
  expect(days.name).toMatch(new RegExp(`^daily-spend-p07-.*${today}\\.csv$`));
  await expect(figure(page).getByText("in 30 days")).toContainText("$8.00 in 30 days");
}

/** No cell begins as a formula does. */
function expectHarmless(rows: Record<string, string>[]): void {
  const cells = rows.flatMap((row) => Object.values(row));
  expect(cells.filter((cell) => /^[=+@\t\r]/.test(cell) || /^-(?!\d)/.test(cell))).toEqual([]);
}
