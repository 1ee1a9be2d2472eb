import { dayAgo } from "./agent-calls.ts";
import { card, openAiCost, readTab, tabs } from "./ai-cost-page.ts";
import { createTestOrganization, sendEvents } from "./organization.ts";
import { readTable } from "./read-table.ts";
import { expect, test } from "./test.ts";

const bareZero = /\$0\.0+(?!\d)/;

test("money that is not known reads Unpriced, what is known of it at least so much, nothing a bare zero", async ({
  pageAs,
}) => {
  const scene = await createTestOrganization(["dark", "mixed"]);
  const call = {
    occurredAt: `${dayAgo(0)}T00:00:00Z`,
    agentId: "triage-bot",
    agentType: "research",
    provider: "in-house",
    model: "in-house-7b",
    inputTokens: 900,
    outputTokens: 100,
  };
  await sendEvents(scene, [
    { ...call, id: "d1", projectId: "dark", runId: "dark-run", jobId: "dark-job" },
    { ...call, id: "m1", projectId: "mixed", runId: "mixed-run", jobId: "mixed-job" },
    { ...call, id: "m2", projectId: "mixed", runId: "mixed-run", jobId: "mixed-job", cost: 5 },
    { ...call, id: "m3", projectId: "mixed", model: "REDACTED" },
  ]);
  const page = await pageAs("owner", { of: scene });

  for (const [projectId, cost] of [
    ["dark", "Unpriced"],
    ["mixed", "at least $5.00"],
  ] as const) {
    await openAiCost(page, projectId);
    await expect(card(page, "Total Spend")).toContainText(cost);
    const figure = page.getByRole("figure", { name: "Daily Spend" });
    await expect(figure.getByText("in 30 days")).toContainText(cost, { ignoreCase: true });
    await figure.getByRole("button", { name: "View as Table" }).click();
    const daily = await readTable(figure.getByRole("table", { name: "Daily Spend" }));
    expect([daily.rows.at(-1)?.Cost, daily.total.Cost]).toEqual([cost, cost]);
    for (const tab of tabs) {
      const { rows } = await readTab(page, tab);
      const costs = rows.map((row) => row.Cost);
      if (tab === "Recent Runs") expect(costs).toContain("Unpriced");
      else expect(costs).toContain(cost);
    }
    await page.getByRole("tab", { name: "Recent Runs" }).click();
    await expect(page.getByRole("tabpanel").getByText("triage-bot").first()).toBeVisible();
    await page
      .getByRole("tabpanel")
      .getByRole("link", { name: `${projectId}-run` })
      .first()
      .click();
    await expect(card(page, "Cost")).toContainText(cost);
    if (projectId === "dark") await expect(page.getByRole("main")).not.toContainText(bareZero);
    await page.getByRole("link", { name: "Revenue & Growth" }).click();
    await expect(card(page, "Spend")).toContainText(cost);
  }

  await openAiCost(page, "mixed");
  await expect(page.getByText("tokens from 1 model and 1 call whose model is hidden have no price")).toContainText(
    "in-house-7b.",
  );
  await page.getByRole("button", { name: "Edit Monthly Limit…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("10");
  await dialog.getByRole("button", { name: /Set|Save/ }).click();
  await expect(page.getByRole("meter", { name: "Monthly Budget Used" })).toHaveAttribute(
    "aria-valuetext",
    "at least 50% of $10.00 used, on track",
  );
  await page.goto("/dashboard");
  const { rows, total } = await readTable(page.getByRole("table", { name: "Projects" }));
  expect(rows.map((row) => row.Spend).sort()).toEqual(["Unpriced", "at least $5.00"]);
  expect(total.Spend).toBe("at least $5.00");
  await expect(page.getByRole("main")).not.toContainText(bareZero);
});
