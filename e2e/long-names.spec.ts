import type { Page } from "@playwright/test";
import { callApi, createTestOrganization, sendEvents, type TestOrganization } from "./organization.ts";
import { expect, test } from "./test.ts";

/** A name as long as the API allows, without a place to break it. */
const long = (start: string, length: number) => start.padEnd(length, "x");
const project = long("project-", 128);
const agent = long("agent-", 128);
const run = long("run-", 128);

let scene: TestOrganization;

test.beforeAll(async () => {
  scene = await createTestOrganization([project]);
  const call = {
    projectId: project,
    agentId: agent,
    provider: long("provider-", 256),
    model: long("model-", 256),
    runId: run,
    inputTokens: 1_234_567,
    outputTokens: 4321,
    cost: 1234.56,
  };
  await sendEvents(scene, [
    { ...call, id: "c1", agentType: long("weird-type-", 51), jobId: long("job-", 128) },
    { ...call, id: "c2", agentType: long("weird-type-", 256), jobId: "job-2", attempt: 2, status: "error" },
  ]);
  await callApi(scene, "PUT", `/api/v1/runs/${run}`, { projectId: project, trigger: long("trigger-", 64) });
  const cap = { scope: "agent", scopeId: agent, window: "day", unit: "cost", limit: 0.1801, onExceeded: ["notify"] };
  await callApi(scene, "PUT", "/api/v1/budgets/cap", cap);
});

const aiCost = `/dashboard/products/${project}/ai-cost`;
const places = [
  ["/dashboard", "Projects"],
  [`${aiCost}?tab=agent-type`, "By Agent Type"],
  [`${aiCost}?tab=pipeline`, "By Pipeline"],
  [`${aiCost}?tab=provider`, "By Provider"],
  [`${aiCost}?tab=top-pipelines`, "Top Pipelines"],
  [`${aiCost}?tab=recent-runs`, "Recent Runs"],
  [`/dashboard/products/${project}/runs/${run}`, "Agent Jobs"],
  ["/dashboard/agents", "Agents"],
  ["/dashboard/budgets", "Budgets"],
] as const;

/** What is wider than the page, and the cells of a table whose text lies over the next. */
function spilling(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const page = document.documentElement;
    const wide = page.scrollWidth > page.clientWidth ? [`page: ${page.scrollWidth} px`] : [];
    const cells = [...document.querySelectorAll("main td")].filter((cell) => cell.scrollWidth > cell.clientWidth + 4);
    return [...wide, ...cells.map((cell) => `${cell.getAttribute("data-label")}: ${cell.scrollWidth} px`)];
  });
}

for (const width of [1280, 320]) {
  test(`the longest names stay in their place at ${width} px`, async ({ pageAs }) => {
    const page = await pageAs("owner", { of: scene, viewport: { width, height: 800 } });
    for (const [path, name] of places) {
      await page.goto(path);
      await expect(page.getByRole("table", { name, exact: true })).toBeVisible();
      await expect.poll(() => spilling(page), `${name}, ${path}`).toEqual([]);
    }
    await page.goto(`${aiCost}?tab=recent-runs`);
    await expect(page.getByTitle(/^Weird Type X+$/i).first()).toBeVisible(); // what is cut is in the tooltip
  });
}
