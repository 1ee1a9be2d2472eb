import { agentCalls } from "./agent-calls.ts";
import { card, openAiCost } from "./ai-cost-page.ts";
import { createTestOrganization, sendEvents, type TestOrganization } from "./organization.ts";
import { readTable } from "./read-table.ts";
import { expect, test } from "./test.ts";

let organization: TestOrganization;

test.beforeAll(async () => {
  organization = await createTestOrganization();
  await sendEvents(organization, agentCalls(organization.projectId));
});

test("Kolkata, Los Angeles and UTC see the same days and the same totals", async ({ pageAs }) => {
  const seen = [];
  for (const timezoneId of ["UTC", "Asia/Kolkata", "America/Los_Angeles"]) {
    const page = await pageAs("member", { of: organization, timezoneId });
    await openAiCost(page, organization.projectId, "?range=14d");
    await page.getByRole("button", { name: "View as Table" }).click();
    const days = await readTable(page.getByRole("figure", { name: "Daily Spend" }).getByRole("table"));
    seen.push({ total: await card(page, "Total Spend").innerText(), days });
    await page.context().close();
  }
  expect(seen[0]?.days.rows).toHaveLength(14);
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[2]).toEqual(seen[0]);
});
