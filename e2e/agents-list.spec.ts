import { card } from "./ai-cost-page.ts";
import { sendEvents } from "./organization.ts";
import { readTable } from "./read-table.ts";
import { expect, expectAccessible, test } from "./test.ts";
import { call, twoAgents } from "./two-agents.ts";

test("the list: found, filtered and sorted by the address; the six cards; its calls; links that lead to it", async ({
  pageAs,
}) => {
  const organization = await twoAgents();
  const page = await pageAs("member", { of: organization });
  await page.goto("/dashboard");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Agents" }).click();
  const table = page.getByRole("table", { name: "Agents" });
  const { rows, total } = await readTable(table);
  expect(rows).toMatchObject([
    { Agent: "coderImplementation", Project: "web", Status: "Active", "Cost Today": "$2.00", Cost: "$2.00" },
    { Agent: "triage-botResearch", "Tokens Today": "100K = 100,000", "Cap Used": "Not Set" },
  ]);
  expect(total.Cost).toBe("$2.50");
  await table.getByRole("button", { name: "Agent", exact: true }).click();
  await expect(page).toHaveURL(/sort=name/);
  await page.getByRole("searchbox", { name: "Search Agents" }).fill("resea");
  await expect(table.getByRole("row")).toHaveCount(3);
  await expect(page).toHaveURL(/q=resea/);
  await page.getByRole("searchbox", { name: "Search Agents" }).fill("nobody");
  await page.getByRole("button", { name: "Show All Agents" }).click();
  await expect(page).not.toHaveURL(/q=/);
  await table.getByRole("link", { name: "coder" }).click();

  await expect(page).toHaveTitle(/Agent coder/);
  await page.getByRole("tab", { name: "Budget" }).click();
  for (const [name, value] of [
    ["Tokens Today", "100K"],
    ["Tokens This Month", "100K"],
    ["Cost Today", "$2.00"],
    ["Cost This Month", "$2.00"],
    ["Sessions Today", "0"],
    ["Errors Today", "1"],
  ] as const) {
    await expect(card(page, name).getByText(value, { exact: true })).toBeVisible();
  }
  const inkOf = (name: string, text: string) =>
    card(page, name)
      .getByText(text, { exact: true })
      .evaluate((figure) => getComputedStyle(figure).color);
  expect(await inkOf("Errors Today", "1")).not.toBe(await inkOf("Sessions Today", "0"));
  await expect(page.getByRole("textbox", { name: "Daily Cost" })).not.toBeEditable();
  await expect(page.getByText("Owners and admins set the limits.").first()).toBeVisible();
  await expect(page.getByText("Owners and admins pause and resume agents.")).toBeVisible();

  await page.getByRole("tab", { name: "Activity" }).click();
  await expect(page).toHaveURL(/tab=activity/);
  const calls = await readTable(page.getByRole("table", { name: "Calls" }));
  expect(calls.rows).toMatchObject([{ "Run, Project": "No runweb", Model: "gpt-4.1", Status: "Error", Cost: "$2.00" }]);

  await page.goto("/dashboard/products/web/ai-cost?tab=recent-runs");
  await page.getByRole("table", { name: "Recent Runs" }).getByRole("link", { name: "coder" }).click();
  await expect(page.getByRole("heading", { name: "Agent coder", level: 1 })).toBeVisible();
  await page.goto("/dashboard/agents/nobody");
  await expect(page.getByRole("heading", { name: "Not Found" })).toBeVisible();

  const many = Array.from({ length: 60 }, (_, i) => ({ ...call, id: `many-${i}`, agentId: `many-${i}`, cost: 1 }));
  await sendEvents(organization, many);
  await page.goto("/dashboard/agents");
  await expect(page.getByText("Agents 1 – 50 of 62")).toBeVisible();
  await expect(page.getByText(/^Updated/)).toBeVisible();
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page).toHaveURL(/page=2/);
  await expect(page.getByText("Agents 51 – 62 of 62")).toBeVisible();
  expect((await readTable(table)).total.Cost).toBe("$62.50");
  await page.getByRole("searchbox", { name: "Search Agents" }).fill("triage");
  await expect(table.getByRole("link", { name: "triage-bot" })).toBeVisible();
  await expect(page).not.toHaveURL(/page=/);
});

test("without agents the list says how they come", async ({ pageAs }) => {
  const page = await pageAs("owner");
  await page.goto("/dashboard/agents");
  await expect(page.getByText("No agents yet.")).toBeVisible();
  await expectAccessible(page);
});
