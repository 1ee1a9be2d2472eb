import { dayAgo } from "../agent-calls.ts";
import { card, openAiCost, tabs } from "../ai-cost-page.ts";
import { dayName } from "../expected-figures.ts";
import { createTestOrganization, sendEvents, type TestOrganization } from "../organization.ts";
import { readTable } from "../read-table.ts";
import { expect, type PageAs } from "../test.ts";
import { dailyTable, figure } from "./daily-spend.ts";

/** Dollars a day, by how many days ago: in the last and the first millisecond of UTC days, where other zones have another day. */
const edges = [
  { back: 9, time: "23:59:59.999", dollars: 64 },
  { back: 3, time: "00:00:00.000", dollars: 16.25 },
  { back: 3, time: "23:59:59.999", dollars: 8.5 },
  { back: 2, time: "00:00:00.000", dollars: 4 },
  { back: 1, time: "23:59:59.999", dollars: 2.1 },
  { back: 0, time: "00:00:00.000", dollars: 1.03 },
];

/** Whoever looks, from wherever, sees the same UTC days and totals, and the days sum to the range. */
export async function expectUtcTruth(pageAs: PageAs): Promise<void> {
  const of = await callsAtMidnight();
  const zones = ["UTC", "Asia/Kolkata", "America/Los_Angeles"];
  const seen = await Promise.all(zones.map((timezoneId) => read(pageAs, of, timezoneId)));
  expect(seen[0]).toContain(`${dayName(dayAgo(1)).split(",")[0]}, 23:59`);
  expect(seen[1]).toBe(seen[0]);
  expect(seen[2]).toBe(seen[0]);
}

async function callsAtMidnight(): Promise<TestOrganization> {
  const of = await createTestOrganization();
  const call = { projectId: "web", agentId: "a", provider: "openai", model: "gpt-4.1" };
  await sendEvents(
    of,
    edges.map(({ back, time, dollars }) => {
      const occurredAt = `${dayAgo(back)}T${time}Z`;
      const id = `c-${back}-${time}`;
      return { ...call, id, runId: `r-${back}`, occurredAt, inputTokens: 9, outputTokens: 1, cost: dollars };
    }),
  );
  return of;
}

/** All that a browser in this time zone reads. */
async function read(pageAs: PageAs, of: TestOrganization, timezoneId: string): Promise<string> {
  const page = await pageAs("member", { of, timezoneId });
  await openAiCost(page, "web", "?range=7d");
  await page.getByRole("button", { name: "View as Table" }).click();
  const { rows, total } = await readTable(dailyTable(page));
  const days = [0, 0, 0, 24.75, 4, 2.1, 1.03];
  expect(rows.map((row) => [row.Date, row.Cost])).toEqual(
    days.map((dollars, at) => [dayName(dayAgo(6 - at)), `$${dollars.toFixed(2)}`]),
  );
  const sum = days.reduce((all, dollars) => all + dollars, 0).toFixed(2);
  expect(total.Cost).toBe(`$${sum}`);
  await expect(figure(page).getByText("in 7 days")).toContainText(`$${sum} in 7 days`);
  await expect(page.getByText("All times UTC")).toBeVisible();

  const texts = [await card(page, "Total Spend").innerText(), JSON.stringify(rows)];
  for (const tab of tabs) {
    await page.getByRole("tab", { name: tab }).click();
    await expect(page.getByRole("tabpanel", { name: tab }).getByRole("table")).toBeVisible();
    texts.push(await page.getByRole("tabpanel", { name: tab }).innerText());
  }
  for (const [path, table] of [
    ["/dashboard/products/web/runs/r-1", "Transactions"],
    ["/dashboard/products/web/growth", "Month on Month"],
  ] as const) {
    await page.goto(path);
    texts.push(await page.getByRole("table", { name: table }).innerText());
  }
  await page.goto("/dashboard");
  const projects = await readTable(page.getByRole("table", { name: "Projects" }));
  // The forecast goes on with the minutes that pass from one reader to the next.
  texts.push(JSON.stringify(projects, (column, value) => (column === "Forecast" ? undefined : value)));
  await page.context().close();
  return texts.join("\n");
}
