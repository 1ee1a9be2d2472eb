import { setLimit } from "#server/budgets/set-limit.ts";
import { monthKey } from "#server/time/window.ts";
import { card, openAiCost, readTab } from "./ai-cost-page.ts";
import { exported } from "./exported-file.ts";
import { callApi, createTestOrganization, sendEvents } from "./organization.ts";
import { readTable } from "./read-table.ts";
import { expect, expectAccessible, test } from "./test.ts";

test("the portfolio: what needs somebody first, a page at a time, by an address that others can open", async ({
  pageAs,
}) => {
  const names = Array.from({ length: 58 }, (_, i) => `p${String(i).padStart(2, "0")}`);
  const scene = await createTestOrganization(["p00", ...names.slice(1)]);
  await callApi(scene, "PATCH", "/api/v1/projects/p07", { name: "Checkout" });
  const call = { agentId: "a", provider: "acme", model: "m", inputTokens: 10, outputTokens: 1 };
  await sendEvents(
    scene,
    names.map((projectId, i) => ({ ...call, id: projectId, projectId, cost: (i + 1) / 4 })),
  );
  // $2.00 of $1.50, $1.75 of $2.00, $1.50 of $60.00.
  for (const [projectId, limitDollars] of [
    ["p07", 1.5],
    ["p06", 2],
    ["p05", 60],
  ] as const) {
    await setLimit({ ctx: scene.ctx, input: { projectId, limitDollars } });
  }
  const page = await pageAs("finance", { of: scene });
  await page.goto("/dashboard");
  const table = page.getByRole("table", { name: "Projects" });
  await expect(card(page, "Month Spend").getByText("$427.75", { exact: true })).toBeVisible();
  await expect(card(page, "Forecast")).toContainText("Needs 7 days of data; 0 so far.");
  await expect(card(page, "Projects at Risk")).toContainText("1 over, 1 near, of 3 with a limit");
  await expect(card(page, "Unacknowledged Alerts").getByRole("link")).toBeVisible();
  const first = await readTable(table);
  expect(Object.keys(first.rows[0] ?? {})).toEqual([
    ...["Project", "Spend", "Change", "Budget Used", "Forecast", "Status", "Last Event"],
  ]);
  expect(first.rows.slice(0, 3)).toMatchObject([
    { Project: "Checkout", "Budget Used": "133%", Status: "Over Limit", Spend: "$2.00" },
    { Project: "p06", "Budget Used": "87%", Status: "Near Limit" },
    { Project: "p05", "Budget Used": "2%", Status: "On Track" },
  ]);
  expect([first.rows.length, first.total.Spend]).toEqual([50, "$427.75"]);
  await expectAccessible(page);

  await page.getByRole("button", { name: "Next", exact: true }).click();
  await expect(page.getByText("Projects 51 – 58 of 58")).toBeVisible();
  await table.getByRole("button", { name: "Spend" }).click();
  await expect(page).toHaveURL(/\?sort=-cost$/);
  await expect.poll(async () => (await readTable(table)).rows[0]?.Project).toBe("p57");
  await page.getByRole("searchbox", { name: "Search Projects" }).fill("p5");
  await page.getByRole("combobox", { name: "Status" }).selectOption({ label: "No Limit" });
  const found = { rows: 8, total: "$109.00" };
  await expect.poll(async () => (await readTable(table)).total.Spend).toBe(found.total);
  const other = await pageAs("member", { of: scene });
  await other.goto(page.url());
  const again = await readTable(other.getByRole("table", { name: "Projects" }));
  expect([again.rows.length, again.rows[0]?.Project, again.total.Spend]).toEqual([found.rows, "p57", found.total]);

  await page.getByRole("searchbox", { name: "Search Projects" }).fill("nowhere");
  await page.getByRole("button", { name: "Show All Projects" }).click();
  await expect(table).toBeVisible();
});

test("a product’s providers by model, and what it earns beside what it costs", async ({ pageAs }) => {
  const scene = await createTestOrganization(["web"]);
  const call = { projectId: "web", inputTokens: 100, outputTokens: 10 };
  const used = (agentType: string, provider: string, model: string, cost: number) => ({
    ...{ ...call, agentId: agentType, agentType, provider, model, cost },
    id: `${model}-${agentType}`,
    runId: "r1",
    jobId: "j1",
  });
  await sendEvents(scene, [
    used("implementation", "anthropic", "opus", 6),
    used("research", "anthropic", "haiku", 1.5),
    used("implementation", "anthropic", "haiku", 0.5),
    used("testing", "openai", "gpt", 4),
  ]);
  const page = await pageAs("finance", { of: scene });
  await openAiCost(page, "web");
  const providers = await readTab(page, "By Provider");
  expect(providers.rows).toMatchObject([{ "Used For": "Implementation, Research" }, { "Used For": "Testing" }]);
  await page.getByRole("button", { name: "2 Models of Anthropic" }).click();
  const models = await readTable(page.getByRole("table", { name: "Models of Anthropic" }));
  expect(models.rows).toMatchObject([
    { Model: "opus", Share: "75.0%", Cost: "$6.00" },
    { Model: "haiku", "Used For": "Research, Implementation", Share: "25.0%", Cost: "$2.00" },
  ]);

  await page.goto("/dashboard/products/web/growth");
  const month = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", month: "long", year: "numeric" }).format(
    new Date(),
  );
  await page.getByRole("button", { name: "Enter Revenue…" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit Revenue" });
  await dialog.getByRole("textbox", { name: `Revenue of ${month}` }).fill("12,5");
  await dialog.getByRole("button", { name: "Save Revenue" }).click();
  await expect(dialog.getByText("A comma only parts thousands.")).toBeVisible();
  await dialog.getByRole("textbox", { name: `Revenue of ${month}` }).fill("$1,200");
  await dialog.getByRole("textbox", { name: `Units of ${month}` }).fill("48");
  await expectAccessible(page, "[role=dialog]");
  await dialog.getByRole("button", { name: "Save Revenue" }).click();
  await expect(card(page, "AI Cost of Revenue").getByText("1.0%", { exact: true })).toBeVisible();
  await expect(card(page, "Margin After AI Cost").getByText("$1,188.00", { exact: true })).toBeVisible();
  await expect(card(page, "AI Cost per Unit").getByText("$0.25", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Import CSV…" }).click();
  const file = (text: string) => ({ name: "revenue.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.getByLabel("CSV file").setInputFiles(file("month,revenue\nsoon,5"));
  await expect(page.getByRole("alert")).toContainText("line 2: “soon” is not a month.");
  const key = monthKey(new Date());
  await page.getByLabel("CSV file").setInputFiles(file(`month,revenue,units\n${key},10,\n`));
  await page.getByRole("button", { name: "Import 1 Month" }).click();
  await expect(card(page, "Margin After AI Cost").getByText("-$2.00", { exact: true })).toBeVisible();
  const { rows } = await exported(page);
  expect(rows.at(-1)).toMatchObject({ Month: key, "Revenue (USD)": "10", Units: "48", "Margin (USD)": "-2" });

  const member = await pageAs("member", { of: scene });
  await member.goto("/dashboard/products/web/growth");
  await expect(member.getByRole("table", { name: "Revenue" })).toContainText("120.0%");
  await expect(member.getByRole("button", { name: /Revenue…|Import CSV…/ })).toHaveCount(0);
});
