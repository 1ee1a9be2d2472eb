import type { Page } from "@playwright/test";
import { agentCalls } from "./agent-calls.ts";
import { card, openAiCost } from "./ai-cost-page.ts";
import { createTestOrganization, sendEvents, type TestOrganization } from "./organization.ts";
import { readColumn } from "./read-table.ts";
import { expect, test } from "./test.ts";

let scene: TestOrganization;

test.beforeAll(async () => {
  scene = await createTestOrganization(["web"]);
  const [call] = agentCalls("web");
  await sendEvents(scene, [...agentCalls("web"), { ...call, id: "huge", cost: 1_234_567.89 }]);
});

const open = async (page: Page) => {
  await openAiCost(page, "web");
  await expect(page.getByRole("table", { name: "By Agent Type" })).toBeVisible();
};

for (const width of [375, 320]) {
  test(`at ${width} px: cards two by two, long figures whole, targets as large as a finger`, async ({ pageAs }) => {
    const page = await pageAs("owner", { of: scene, viewport: { width, height: 700 } });
    await open(page);
    const boxes = await Promise.all(
      ["Total Spend", "Token Usage", "Agent Jobs", "Budget Used"].map((name) => card(page, name).boundingBox()),
    );
    const [spend, tokens, jobs, budget] = boxes;
    expect(tokens?.y).toBe(spend?.y);
    expect(jobs?.x).toBe(spend?.x);
    expect(budget?.y).toBe(jobs?.y);
    const cut = await page
      .getByRole("main")
      .locator("[role=group] p")
      .evaluateAll(
        (figures) => figures.filter((one) => one.scrollWidth > (one.parentElement?.clientWidth ?? 0)).length,
      );
    expect(cut).toBe(0);
    expect(await smallTargets(page)).toEqual([]);
  });
}

/** Controls below 44 px in height. Links within text are as high as their line. */
function smallTargets(page: Page): Promise<string[]> {
  return page
    .locator("button:visible, select:visible, [role=tab]:visible, label:visible")
    .evaluateAll((targets) =>
      targets
        .filter((target) => target.getBoundingClientRect().height < 44)
        .map((target) => target.getAttribute("aria-label") ?? target.textContent ?? ""),
    );
}

test("on a phone a table is cards, the cost beside the name, sorted by a select", async ({ pageAs }) => {
  const page = await pageAs("member", { of: scene, viewport: { width: 375, height: 700 } });
  await open(page);
  const table = page.getByRole("table", { name: "By Agent Type" });
  const [name, cost] = await table
    .locator("tbody tr")
    .first()
    .evaluate((row) =>
      [row.firstElementChild, row.lastElementChild].map((cell) => {
        // Where the words stand: what opens the row is as large as a finger.
        const words = cell && document.createTreeWalker(cell, NodeFilter.SHOW_TEXT).nextNode();
        if (!words) return undefined;
        const range = document.createRange();
        range.selectNode(words);
        return range.getBoundingClientRect().bottom;
      }),
    );
  expect(Math.abs((name ?? 0) - (cost ?? 99))).toBeLessThan(4);

  const panel = page.getByRole("tabpanel");
  await panel.getByRole("combobox", { name: "Sort By" }).selectOption("Runs");
  await expect(page).toHaveURL(/sort=-jobs/);
  const runs = (await readColumn(table, "Runs")).map((text) => Number(text.replaceAll(",", "")));
  expect(runs).toEqual(runs.toSorted((a, b) => b - a));
  await panel.getByRole("button", { name: /Sort Ascending/ }).click();
  await expect(page).toHaveURL(/sort=jobs/);
});

test("a tab that an address opens is within sight, whichever it is", async ({ pageAs }) => {
  const page = await pageAs("member", { of: scene, viewport: { width: 320, height: 700 } });
  await openAiCost(page, "web", "?tab=recent-runs");
  const tab = page.getByRole("tab", { name: "Recent Runs" });
  await expect
    .poll(async () => {
      const box = await tab.boundingBox();
      return box !== null && box.x >= 0 && box.x + box.width <= 320;
    })
    .toBe(true);
});
