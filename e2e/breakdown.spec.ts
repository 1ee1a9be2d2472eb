import { agentCalls, dayAgo } from "./agent-calls.ts";
import { openAiCost, readTab, tabs } from "./ai-cost-page.ts";
import { createTestOrganization, sendEvents, type TestOrganization } from "./organization.ts";
import { readTable } from "./read-table.ts";
import { expect, test } from "./test.ts";

// One worker for the file: its scene is set once.
test.describe.configure({ mode: "default" });

let scene: TestOrganization;
const gateway = "inference-gateway-of-the-platform-team.eu-central-1.example.internal";

test.beforeAll(async () => {
  scene = await createTestOrganization(["web", "many", "priced", "empty"]);
  await sendEvents(scene, agentCalls("web"));
  const call = { occurredAt: `${dayAgo(0)}T00:00:00Z`, agentId: "coder", agentType: "implementation", model: "m" };
  const providers = ["anthropic", "openai", "google", "mistral", "groq", "cohere", gateway];
  await sendEvents(scene, [
    ...providers.map((provider, at) => ({
      ...call,
      id: `p${at}`,
      projectId: "many",
      provider,
      inputTokens: 1,
      outputTokens: 1,
      cost: 7 - at,
    })),
    ...Array.from({ length: 61 }, (_, at) => ({
      ...call,
      id: `j${at}`,
      projectId: "many",
      provider: "openai",
      runId: "long",
      jobId: `job-${at}`,
      inputTokens: 1,
      outputTokens: 1,
      cost: 0,
    })),
  ]);
  await sendEvents(scene, [
    {
      ...call,
      id: "priced",
      projectId: "priced",
      provider: "anthropic",
      model: "claude-sonnet-4-20250514",
      runId: "one-call",
      inputTokens: 120_000,
      cachedInputTokens: 90_000,
      outputTokens: 4_200,
    },
  ]);
});

test("tabs by arrow keys, order by Enter, both in the address; an order that the tab does not know leaves it", async ({
  pageAs,
}) => {
  const page = await pageAs("member", { of: scene });
  await openAiCost(page, "web");
  await page.getByRole("tab", { name: "By Agent Type" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "By Pipeline" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("tabpanel", { name: "By Pipeline" })).toBeVisible();
  await expect(page).toHaveURL(/[?&]tab=pipeline/);
  await page.keyboard.press("End");
  await expect(page.getByRole("tab", { name: "Recent Runs" })).toBeFocused();

  for (const name of tabs) {
    await page.getByRole("tab", { name }).click();
    const panel = page.getByRole("tabpanel", { name });
    await expect(panel.getByRole("table")).toBeVisible();
    for (const header of await panel.locator("th button").all()) {
      await header.focus();
      await page.keyboard.press("Enter");
      const sort = new URL(page.url()).searchParams.get("sort");
      await expect(panel.locator("th[aria-sort]").getByRole("button")).toBeFocused();
      // What the page writes into its address it also reads from there.
      const answer = await page.request.get(page.url(), { maxRedirects: 0 });
      expect([name, sort, answer.status()]).toEqual([name, sort, 200]);
    }
  }

  await page.goto("/dashboard/products/web/ai-cost?tab=provider&sort=-nonsense");
  await expect(page.getByRole("tabpanel", { name: "By Provider" }).getByRole("table")).toBeVisible();
  await expect(page).toHaveURL(/\/ai-cost\?tab=provider$/);
});

test("without comparison no tab has a Change", async ({ pageAs }) => {
  const page = await pageAs("member", { of: scene });
  await openAiCost(page, "web", "?cmp=none");
  for (const name of tabs) {
    const { rows } = await readTab(page, name);
    expect(Object.keys(rows[0] ?? {})).not.toContain("Change");
  }
});

test("past the limit, the guidance leads to the tabs it names", async ({ pageAs }) => {
  const page = await pageAs("owner", { of: scene });
  await openAiCost(page, "web");
  await page.getByRole("button", { name: "Edit Monthly Limit…" }).click();
  await page.getByRole("textbox", { name: "Monthly limit" }).fill("0.01");
  await page.getByRole("button", { name: "Save Limit" }).click();
  const budget = page.getByRole("region", { name: "Monthly Budget" });
  await budget.getByRole("link", { name: "Top Pipelines" }).click();
  const tab = page.getByRole("tab", { name: "Top Pipelines" });
  await expect(tab).toHaveAttribute("aria-selected", "true");
  await expect(tab).toBeFocused();
  await expect(tab).toBeInViewport();
  await budget.getByRole("link", { name: "By Agent Type" }).click();
  await expect(page.getByRole("tabpanel", { name: "By Agent Type" }).getByRole("table")).toBeVisible();
});

test("five providers and Other by name, day by day as a table too", async ({ pageAs }) => {
  const page = await pageAs("member", { of: scene });
  await openAiCost(page, "many", "?tab=provider");
  const panel = page.getByRole("tabpanel", { name: "By Provider" });
  await expect(panel.getByRole("cell", { name: gateway }).first()).toBeVisible();
  // The chart takes keys once its script has drawn it, which on a busy machine may be after the first press.
  await expect(async () => {
    await panel.getByRole("application").focus();
    await page.keyboard.press("End");
    await expect(panel.getByRole("status").last()).toContainText("$28.00; Anthropic $7.00, OpenAI $6.00", {
      timeout: 1_000,
    });
  }).toPass();
  await panel.getByRole("button", { name: "View as Table" }).click();
  const days = await readTable(panel.getByRole("table", { name: "Daily Spend by Provider" }));
  expect(days.rows).toHaveLength(Number(dayAgo(0).slice(-2)));
  expect(days.total).toMatchObject({ Anthropic: "$7.00", "Other (2)": "$3.00", Cost: "$28.00" });
});

test("a long run has its jobs by the page, in the address", async ({ pageAs }) => {
  const page = await pageAs("member", { of: scene });
  await page.goto("/dashboard/products/many/runs/long");
  const jobs = page.getByRole("table", { name: "Agent Jobs" });
  expect((await readTable(jobs)).rows).toHaveLength(50);
  await expect(page.getByText("Jobs 1 – 50 of 61")).toBeVisible();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await expect(page.getByText("Jobs 51 – 61 of 61")).toBeVisible();
  await expect(page).toHaveURL(/\?page=2$/);
  const { rows, total } = await readTable(jobs);
  expect([rows.length, total.Calls]).toEqual([11, "61"]);
  await page.goto("/dashboard/products/many/runs/long?page=zero");
  await expect(page).toHaveURL(/\/runs\/long$/);
});

test("why a call cost what it cost: tokens × price, in Recent Runs and on the page of its run", async ({ pageAs }) => {
  const page = await pageAs("member", { of: scene });
  const sum = page.getByRole("table", { name: "Cost by Kind of Token" });
  const expectSum = async () => {
    const { rows, total } = await readTable(sum);
    expect(rows.map((row) => Object.values(row))).toEqual([
      ["Input", "30,000", "× $3.00", "= $0.09"],
      ["Input read from cache", "90,000", "× $0.30", "= $0.027"],
      ["Output", "4,200", "× $15.00", "= $0.063"],
    ]);
    expect(total.Cost).toBe("$0.18");
  };
  await openAiCost(page, "priced");
  await readTab(page, "Recent Runs");
  const recent = page.getByRole("tabpanel", { name: "Recent Runs" });
  await recent.getByRole("button", { name: "$0.18" }).press("Enter");
  await expectSum();
  await expect(recent.getByText(/^Price: the public list genai-prices/)).toBeVisible();

  await recent.getByRole("link", { name: "one-call" }).click();
  await page.getByRole("button", { name: "Why This Cost" }).click();
  await expectSum();
});

test("growth of a product without calls says so", async ({ pageAs }) => {
  const page = await pageAs("member", { of: scene });
  await page.goto("/dashboard/products/empty/growth");
  await expect(page.getByText("No calls recorded yet.")).toBeVisible();
});
