import { card } from "./ai-cost-page.ts";
import { short, usd } from "./expected-figures.ts";
import { createTestOrganization, sendEvents } from "./organization.ts";
import { readTable } from "./read-table.ts";
import { expect, expectAccessible, test } from "./test.ts";

const day = 86_400_000;
const today = Math.floor(Date.now() / day) * day;

/** A job a day for 14 days, a cent dearer each; the last of them failed and was tried again. Money in cents. */
const calls = Array.from({ length: 15 }, (_, i) => ({
  id: `c${i}`,
  at: new Date(today - Math.max(0, 13 - i) * day),
  cents: 10 + i,
  inputTokens: 20_000 + 1000 * i,
  outputTokens: 500 + 100 * i,
  model: i % 3 ? "gpt-4.1" : "gpt-4.1-mini",
  effort: i < 5 ? "low" : i < 11 ? "high" : undefined,
  failed: i === 13,
  attempt: i === 14 ? 2 : 1,
}));
type Call = (typeof calls)[number];
const sum = (of: readonly Call[], pick: (call: Call) => number) => of.reduce((all, call) => all + pick(call), 0);
const dollars = (of: readonly Call[]) => usd(BigInt(sum(of, (call) => call.cents)) * 10_000_000n);
const unitCost = (ofCents: number, count: number) => `$${(ofCents / 100 / count).toFixed(4)}`;

test("what an agent costs by day, effort and model agrees with its calls; its trend names the test; its runs open to their calls", async ({
  pageAs,
}) => {
  const organization = await createTestOrganization();
  const events = calls.map(({ at, cents, failed, ...call }, i) => ({
    ...call,
    occurredAt: at.toISOString(),
    cost: cents / 100,
    status: failed ? "error" : "ok",
    projectId: "web",
    agentId: "writer",
    runId: `run-${i}`,
    jobId: `job-${i}`,
    provider: "openai",
  }));
  await sendEvents(organization, events);
  const page = await pageAs("member", { of: organization });
  await page.goto("/dashboard/agents/writer?range=14d");

  await expect(page.getByText(/^Updated \d/)).toBeVisible();
  await expect(page.getByRole("radio", { name: "14d" })).toBeChecked();
  await expect(card(page, "Spend")).toContainText(dollars(calls));
  const month = calls.filter(({ at }) => at.toISOString().slice(0, 7) === new Date(today).toISOString().slice(0, 7));
  await expect(card(page, "Spend This Month")).toContainText(dollars(month));
  await expect(card(page, "Tokens")).toContainText(`${short(sum(calls, (call) => call.inputTokens))} input`);
  await expect(card(page, "Tokens")).toContainText(`${short(sum(calls, (call) => call.outputTokens))} output`);
  await expect(card(page, "Cost per Run")).toContainText(
    unitCost(
      sum(calls, (call) => call.cents),
      calls.length,
    ),
  );
  await expect(card(page, "Cost per Run")).toContainText("1 failed, 1 retried");
  const succeeded = calls.filter((call) => !call.failed);
  const thousands = sum(succeeded, (call) => call.outputTokens) / 1000;
  await expect(card(page, "Token Efficiency")).toContainText(
    unitCost(
      sum(succeeded, (call) => call.cents),
      thousands,
    ),
  );
  await expect(card(page, "Token Efficiency")).toContainText(
    `${unitCost(
      sum(calls, (call) => call.cents),
      thousands,
    )} with all`,
  );
  // 13 whole days that all rise: S is the number of their pairs.
  await expect(card(page, "Cost Trend")).toContainText("Increasing");
  await expect(
    page.getByText(/^Cost is increasing, by \$0\.01 a day .* over 13 whole days, .* S = 78, p < 0\.001;/),
  ).toBeVisible();

  await page.getByRole("button", { name: "View as Table" }).click();
  const days = await readTable(page.getByRole("table", { name: "Daily Cost" }));
  expect(days.rows.map((row) => row.Cost)).toEqual(
    Array.from({ length: 14 }, (_, i) => dollars(calls.filter(({ at }) => at.getTime() === today - (13 - i) * day))),
  );
  expect(days.total.Cost).toBe(dollars(calls));
  const efforts = await readTable(page.getByRole("table", { name: "Effort" }));
  expect(efforts.rows.map((row) => [row.Effort, row.Jobs, row.Cost])).toEqual([
    ["Low", "5", dollars(calls.slice(0, 5))],
    ["High", "6", dollars(calls.slice(5, 11))],
    ["Not Said", "4", dollars(calls.slice(11))],
  ]);
  expect(efforts.total.Cost).toBe(dollars(calls));
  const models = await readTable(page.getByRole("table", { name: "Models Used" }));
  expect(models.rows.map((row) => [row.Model, row.Cost])).toEqual([
    ["gpt-4.1", dollars(calls.filter((call) => call.model === "gpt-4.1"))],
    ["gpt-4.1-mini", dollars(calls.filter((call) => call.model === "gpt-4.1-mini"))],
  ]);
  await expectAccessible(page);

  await page.getByRole("radio", { name: "7d" }).click();
  await expect(card(page, "Spend")).toContainText(dollars(calls.slice(7)));
  await expect(page).toHaveURL(/range=7d/);

  await page.getByRole("tab", { name: "Runs" }).click();
  const runs = page.getByRole("table", { name: "Runs" });
  expect((await readTable(runs)).rows.slice(0, 3)).toMatchObject([
    { Status: "SucceededAttempt 2", Effort: "–", Cost: "$0.24", "Tokens Out": "1.9K = 1,900" },
    { Status: "Failed", Cost: "$0.23" },
    { Status: "Succeeded", Cost: "$0.22" },
  ]);
  await runs.getByRole("button", { name: /job-14/ }).click();
  await page.getByRole("table", { name: "Calls of the Run" }).getByRole("button", { name: "Why This Cost" }).click();
  await expect(page.getByRole("region", { name: "Why This Cost" })).toContainText("The caller reported $0.24");
  await expectAccessible(page);
  await runs.getByRole("link", { name: "run-14" }).click();
  await expect(page.getByRole("heading", { name: "Run run-14" })).toBeVisible();

  await page.setViewportSize({ width: 320, height: 640 });
  for (const path of ["", "?tab=runs"]) {
    await page.goto(`/dashboard/agents/writer${path}`);
    await expect(page.getByRole("table").first()).toBeVisible();
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  }
});
