import { sendEvents } from "./organization.ts";
import { expect, expectInEachTheme, expectNarrow, test } from "./test.ts";

/**
 * Jobs at a dollar each, three of them retries, and one at eighteen with as many times the tokens. No model on any price list
 * takes a prompt that long, so that none is cheaper.
 */
const calls = Array.from({ length: 25 }, (_, n) => ({
  id: `call-${n}`,
  occurredAt: new Date(Date.now() - (n + 1) * 3_600_000).toISOString(),
  projectId: "web",
  agentId: "coder",
  provider: "in-house",
  model: "in-house-70b",
  jobId: `job-${n}`,
  ...(n === 24 ? { runId: "long-run", cost: 18 } : { cost: 1 }),
  ...(n < 3 && { attempt: 2 }),
  inputTokens: (n === 24 ? 90_000_000 : 5_000_000) + n * 1_000,
  outputTokens: 2_000,
}));

test("insights are found, narrowed down, looked into, dismissed for everyone and taken back", async ({
  pageAs,
  organization,
}) => {
  await sendEvents(organization, calls);
  const page = await pageAs("finance");
  await page.goto("/dashboard");
  await page.getByRole("link", { name: "Insights" }).click();
  await expect(page).toHaveTitle(/Insights/);
  await expect(page.getByText("Not looked for yet.")).toBeVisible();
  await page.getByRole("button", { name: "Find Insights" }).click();

  const list = page.getByRole("list", { name: "Insights", exact: true });
  const cards = list.getByRole("region");
  const unusual = list.getByRole("region", { name: "coder used 90M tokens in one job, 17 times its median" });
  const retries = list.getByRole("region", { name: "coder spent 7.1% of its money on retries" });
  await expect(cards).toHaveCount(2);
  await expect(cards.first()).toHaveAccessibleName(/90M tokens/);
  await expect(unusual.getByText("$17.00", { exact: true })).toBeVisible();
  await expect(retries.getByText("$3.00", { exact: true })).toBeVisible();
  await expect(retries).toContainText("3 of its 25 jobs were second or further attempts; 0 failed.");
  await expect(page.getByText(/their amounts are not added up/)).toBeVisible();

  await retries.getByRole("link", { name: "View Agent" }).click();
  const ofAgent = page.getByRole("region", { name: "Insights" });
  await expect(ofAgent.getByRole("listitem")).toHaveCount(2);
  await ofAgent.getByRole("link", { name: /on retries/ }).click();
  await expect(page).toHaveURL(/insights\?kind=retries&project=web#retries-/);
  await expect(cards).toHaveCount(1);
  await page.goto("/dashboard/insights");

  await page.getByRole("button", { name: "Retries $3.00 1 insight" }).click();
  await expect(page).toHaveURL(/\?kind=retries$/);
  await expect(cards).toHaveCount(1);
  await page.goBack();
  await expect(cards).toHaveCount(2);
  await page.goto("/dashboard/insights?project=gone&kind=nonsense");
  await expect(page).toHaveURL(/insights\?project=gone$/);
  await page.getByRole("button", { name: "Show All Insights" }).click();
  await expect(cards).toHaveCount(2);

  await unusual.getByRole("button", { name: /^Evidence/ }).click();
  await expect(unusual.getByText("usually $1.00")).toBeVisible();
  await expect(unusual.getByText(/Compared with 25 jobs of this agent in 90 days/)).toBeVisible();
  await expect(unusual.getByRole("link", { name: "View Run" })).toHaveAttribute(
    "href",
    /\/products\/web\/runs\/long-run$/,
  );
  await page.emulateMedia({ reducedMotion: "reduce" });
  await expectInEachTheme(page);
  await expectNarrow(page);

  await unusual.getByRole("button", { name: /^Dismiss/ }).click();
  await expect(cards).toHaveCount(1);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(unusual).toBeVisible();
  await retries.getByRole("button", { name: /^Dismiss/ }).click();
  await expect(cards).toHaveCount(1);
  await page.getByRole("radio", { name: "Dismissed" }).check();
  const dismissed = page.getByRole("list", { name: "Dismissed Insights" }).getByRole("region");
  await expect(dismissed).toContainText(/Dismissed by finance-\w+@example.com, .*, at \$3.00/);
  await expect(dismissed).toHaveCount(1);

  const other = await pageAs("member");
  await other.goto("/dashboard/insights");
  await expect(other.getByRole("list", { name: "Insights", exact: true }).getByRole("region")).toHaveCount(1);
  await expect(other.getByText("Owners, admins and finance can dismiss insights.")).toBeVisible();
  await expect(other.getByRole("button", { name: /^Dismiss/ })).toHaveCount(0);
  await other.route("**/insights.refresh*", (route) => route.abort());
  await other.getByRole("button", { name: "Refresh" }).click();
  await expect(other.getByText(/Insights were not refreshed. .*You see those of before./)).toBeVisible();

  await dismissed.getByRole("button", { name: /^Restore/ }).click();
  await expect(page.getByText("Nothing dismissed.")).toBeVisible();
  await page.getByRole("radio", { name: "Open" }).check();
  await expect(cards).toHaveCount(2);
});
