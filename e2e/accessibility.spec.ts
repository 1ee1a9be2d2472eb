import type { Page } from "@playwright/test";
import { agentCalls } from "./agent-calls.ts";
import { openAiCost, tabs } from "./ai-cost-page.ts";
import { createTestOrganization, sendEvents, type TestOrganization } from "./organization.ts";
import { expect, expectAccessible, test } from "./test.ts";

let full: TestOrganization;
const path = (rest: string) => `/dashboard/products/${full.projectId}/${rest}`;

test.beforeAll(async () => {
  full = await createTestOrganization();
  await sendEvents(full, agentCalls(full.projectId));
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing, ${colorScheme}`, async ({ pageAs }) => {
    // Eleven full scans of large pages: slow on a busy machine.
    test.setTimeout(180_000);
    const page = await pageAs("owner", { of: full, colorScheme, reducedMotion: "reduce" });
    await openAiCost(page, full.projectId);
    for (const tab of tabs) {
      await page.getByRole("tab", { name: tab }).click();
      await expect(page.getByRole("tabpanel", { name: tab }).getByRole("table")).toBeVisible();
      await expectAccessible(page);
    }
    await page.getByRole("button", { name: "Edit Monthly Limit…" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: "Edit Monthly Limit…" })).toBeFocused();
    await page.getByRole("button", { name: "View as Table" }).click();
    await expectAccessible(page);

    await page.getByRole("tab", { name: "Top Pipelines" }).click();
    await page.getByRole("tabpanel", { name: "Top Pipelines" }).getByRole("link").first().click();
    await expect(page).toHaveURL(/\/runs\//);
    await expect(page.getByRole("table").first()).toBeVisible();
    await expectAccessible(page);

    for (const place of ["/dashboard", path("growth")]) {
      await page.goto(place);
      await expect(page.getByRole("table").first()).toBeVisible();
      await expectAccessible(page);
    }
  });
}

test("at 320 px no page scrolls sideways, and the navigation opens as a drawer", async ({ pageAs }) => {
  const page = await pageAs("owner", { of: full, viewport: { width: 320, height: 640 } });
  for (const place of [
    "/dashboard",
    path("ai-cost"),
    path("ai-cost?tab=recent-runs"),
    path("growth"),
    "/dashboard/account",
  ]) {
    await page.goto(place);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.waitForLoadState("networkidle");
    expect(await sidewaysScroll(page), place).toBe(0);
  }
});

const sidewaysScroll = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test("printed, the page shows its dates and figures and no controls", async ({ pageAs }) => {
  const page = await pageAs("finance", { of: full });
  await openAiCost(page, full.projectId);
  await expect(page.getByRole("tabpanel").getByRole("table")).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("group", { name: "Total Spend" })).toBeVisible();
  await expect(page.getByRole("table").first()).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeHidden();
  await expect(page.getByRole("radio", { name: "30d" })).toBeHidden();
  await expect(page.getByRole("button", { name: "View as Table" })).toBeHidden();
});

test("no permission is asked for on load", async ({ pageAs }) => {
  const page = await pageAs("member", { of: full });
  await page.addInitScript(() => {
    Notification.requestPermission = () => {
      document.documentElement.dataset.asked = "yes";
      return Promise.resolve("denied");
    };
  });
  await openAiCost(page, full.projectId);
  await page.waitForLoadState("networkidle");
  await expect(page.locator("html")).not.toHaveAttribute("data-asked", "yes");
});
