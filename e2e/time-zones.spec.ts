import { dayAgo } from "./agent-calls.ts";
import { card, openAiCost, tabs } from "./ai-cost-page.ts";
import { dayName } from "./expected-figures.ts";
import { createTestOrganization, sendEvents } from "./organization.ts";
import { readTable } from "./read-table.ts";
import { expect, test } from "./test.ts";

/** Dollars a day, by how many days ago: in the last and the first millisecond of UTC days, where other zones have another day. */
const edges = [
  { back: 9, time: "23:59:59.999", dollars: 64 },
  { back: 3, time: "00:00:00.000", dollars: 16.25 },
  { back: 3, time: "23:59:59.999", dollars: 8.5 },
  { back: 2, time: "00:00:00.000", dollars: 4 },
  { back: 1, time: "23:59:59.999", dollars: 2.1 },
  { back: 0, time: "00:00:00.000", dollars: 1.03 },
];

test("UTC, Kolkata and Los Angeles see the same days and totals, and the days sum to the range", async ({ pageAs }) => {
  const scene = await createTestOrganization();
  const call = {
    projectId: "web",
    agentId: "a",
    provider: "openai",
    model: "gpt-4.1",
    inputTokens: 9,
    outputTokens: 1,
  };
  await sendEvents(
    scene,
    edges.map(({ back, time, dollars }) => {
      const occurredAt = `${dayAgo(back)}T${time}Z`;
      return { ...call, id: `c-${back}-${time}`, runId: `r-${back}`, occurredAt, cost: dollars };
    }),
  );

  const seen: string[] = [];
  for (const timezoneId of ["UTC", "Asia/Kolkata", "America/Los_Angeles"]) {
    const page = await pageAs("member", { of: scene, timezoneId });
    await openAiCost(page, "web", "?range=7d");
    await page.getByRole("button", { name: "View as Table" }).click();
    const { rows, total } = await readTable(page.getByRole("table", { name: "Daily Spend" }));
    expect(rows.map((row) => [row.Date, row.Cost])).toEqual(
      [0, 0, 0, 24.75, 4, 2.1, 1.03].map((dollars, at) => [dayName(dayAgo(6 - at)), `$${dollars.toFixed(2)}`]),
    );
    expect(total.Cost).toBe("$31.88");
    await expect(page.getByText("All times UTC")).toBeVisible();

    const texts = [await card(page, "Total Spend").innerText(), JSON.stringify(rows)];
    for (const tab of tabs) {
      await page.getByRole("tab", { name: tab }).click();
      await expect(page.getByRole("tabpanel", { name: tab }).getByRole("table")).toBeVisible();
      texts.push(await page.getByRole("tabpanel", { name: tab }).innerText());
    }
    await page.goto("/dashboard/products/web/runs/r-1");
    texts.push(await page.getByRole("table", { name: "Transactions" }).innerText());
    await page.goto("/dashboard/products/web/growth");
    texts.push(await page.getByRole("table", { name: "Month on Month" }).innerText());
    await page.goto("/dashboard");
    texts.push(await page.getByRole("table", { name: "Projects" }).innerText());
    seen.push(texts.join("\n"));
    await page.context().close();
  }
  expect(seen[0]).toContain(`${dayName(dayAgo(1)).split(",")[0]}, 23:59`);
  expect(seen[1]).toBe(seen[0]);
  expect(seen[2]).toBe(seen[0]);
});
