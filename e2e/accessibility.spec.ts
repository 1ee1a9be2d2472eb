import type { Page } from "@playwright/test";
import { agentCalls, dayAgo } from "./agent-calls.ts";
import { card, openAiCost, tabs } from "./ai-cost-page.ts";
import { createTestOrganization, sendEvents, type TestOrganization } from "./organization.ts";
import { readTable } from "./read-table.ts";
import { expect, expectAccessible, test } from "./test.ts";

let full: TestOrganization;
const product = "/dashboard/products/web";
const run = `${product}/runs/the-run`;

test.beforeAll(async () => {
  full = await createTestOrganization(["web", "empty"]);
  const [call] = agentCalls("web");
  const today = { occurredAt: `${dayAgo(0)}T00:00:00Z`, jobId: "the-job", runId: "the-run" };
  await sendEvents(full, [...agentCalls("web"), { ...call, ...today, id: "the-call" }]);
});

const limitButton = (page: Page) => page.getByRole("button", { name: "Edit Monthly Limit…" });

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing in ${colorScheme}: the page with each tab, table and dialog`, async ({ pageAs }) => {
    const page = await pageAs("owner", { of: full, colorScheme, reducedMotion: "reduce" });
    await openAiCost(page, "web");
    for (const tab of tabs) {
      await page.getByRole("tab", { name: tab }).click();
      await expect(page.getByRole("tabpanel", { name: tab }).getByRole("table")).toBeVisible();
      await expectAccessible(page, tab === "By Agent Type" ? undefined : "[role=tabpanel]");
    }
    await page.getByRole("button", { name: "View as Table" }).click();
    await limitButton(page).click();
    await page.getByRole("textbox", { name: "Monthly limit" }).fill("-1");
    await page.getByRole("button", { name: "Save Limit" }).click();
    await expect(page.getByRole("textbox", { name: "Monthly limit" })).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page, "[role=dialog]");
    await page.getByRole("textbox", { name: "Monthly limit" }).fill("1");
    await page.getByRole("button", { name: "Save Limit" }).click();
    await expect(page.getByRole("meter", { name: "Monthly Budget Used" })).toBeVisible();
    await expect(limitButton(page)).toBeFocused();
    await expectAccessible(page);
  });

  test(`axe finds nothing in ${colorScheme}: signing in, dashboard, run, growth, an empty project`, async ({
    pageAs,
    page: stranger,
  }) => {
    const page = await pageAs("owner", { of: full, colorScheme, reducedMotion: "reduce" });
    for (const path of ["/dashboard", run, `${product}/growth`, "/dashboard/products/empty/ai-cost"]) {
      await page.goto(path);
      await expect(page.getByRole("group", { name: /Spend|Cost/ }).first()).toBeVisible();
      await expectAccessible(page);
    }
    await stranger.emulateMedia({ colorScheme });
    await stranger.goto("/sign-in?error=INVALID_TOKEN");
    await expect(stranger.getByRole("heading", { name: "Sign In" })).toBeVisible();
    await expectAccessible(stranger);
  });
}

test("at 320 px no page scrolls sideways, and the navigation opens as a drawer", async ({ pageAs, page: stranger }) => {
  const viewport = { width: 320, height: 640 };
  const page = await pageAs("owner", { of: full, viewport });
  await openAiCost(page, "web");
  for (const tab of tabs) {
    await page.getByRole("tab", { name: tab }).click();
    await expect(page.getByRole("tabpanel", { name: tab }).getByRole("table")).toBeVisible();
    await expectNoSidewaysScroll(page);
  }
  await page.getByRole("button", { name: "View as Table" }).click();
  await expectNoSidewaysScroll(page);
  await limitButton(page).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectNoSidewaysScroll(page);
  for (const path of ["/dashboard", run, `${product}/growth`]) {
    await page.goto(path);
    await expect(page.getByRole("group", { name: /Spend|Cost/ }).first()).toBeVisible();
    await expectNoSidewaysScroll(page);
  }
  await page.getByRole("button", { name: "Open Navigation" }).click();
  const drawer = page.getByRole("dialog", { name: "Navigation" });
  await drawer.getByRole("link", { name: "AI Cost & Budget" }).click();
  await expect(drawer).toBeHidden();
  await expect(page.getByRole("heading", { name: "AI Cost & Budget", level: 1 })).toBeVisible();

  await stranger.setViewportSize(viewport);
  await stranger.goto("/sign-in");
  await expect(stranger.getByRole("button", { name: "Sign In" })).toBeVisible();
  await expectNoSidewaysScroll(stranger);
});

/** The page is as wide as the window. */
async function expectNoSidewaysScroll(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
}

test("printed: dates, figures and tables, no navigation and no controls", async ({ pageAs }) => {
  const page = await pageAs("finance", { of: full });
  await openAiCost(page, "web");
  await expect(page.getByRole("tabpanel").getByRole("table")).toBeVisible();
  await page.emulateMedia({ media: "print" });
  for (const name of ["Total Spend", "Token Usage", "Agent Jobs", "Budget Used"]) {
    await expect(card(page, name)).toBeVisible();
  }
  const daily = page.getByRole("table", { name: "Daily Spend" });
  await expect(daily).toBeVisible();
  expect((await readTable(daily)).rows).toHaveLength(30);
  await expect(page.getByRole("figure", { name: "Daily Spend" }).getByText(/ – .*\d{4} UTC$/)).toBeVisible();
  await expect(page.getByRole("table", { name: "By Agent Type" })).toBeVisible();
  for (const role of ["navigation", "banner", "tab", "radio", "switch", "combobox"] as const) {
    await expect(page.getByRole(role)).toHaveCount(0); // roles are found where they are shown
  }
  await expect(page.locator("button:visible:not(table button)")).toHaveCount(0);
});

test("with reduced motion nothing moves", async ({ pageAs }) => {
  const page = await pageAs("owner", { of: full, reducedMotion: "reduce" });
  await openAiCost(page, "web");
  await limitButton(page).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll("*")]
      .map((element) => getComputedStyle(element))
      .flatMap(({ transitionDuration, animationDuration }) => [transitionDuration, animationDuration])
      .filter((durations) => durations.split(",").some((duration) => Number.parseFloat(duration) > 0.001)),
  );
  expect(moving).toEqual([]);
});

test("no page asks for a permission by itself", async ({ pageAs }) => {
  const page = await pageAs("owner", { of: full });
  await page.addInitScript(() => {
    const asked: string[] = [];
    Reflect.set(window, "asked", asked);
    const spy = (of: object, name: string) => {
      Reflect.set(of, name, () => {
        asked.push(name);
        return Promise.reject(new Error("denied"));
      });
    };
    spy(Notification, "requestPermission");
    spy(Geolocation.prototype, "getCurrentPosition");
    spy(PushManager.prototype, "subscribe");
    spy(Clipboard.prototype, "readText");
  });
  for (const path of ["/dashboard", `${product}/ai-cost`, run, "/dashboard/alerts", "/dashboard/approvals"]) {
    // What comes last: the connection that tells of new alerts.
    const connected = page.waitForResponse(/events\.live/);
    await page.goto(path);
    await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toBeVisible();
    await connected;
    expect(await page.evaluate(() => Reflect.get(window, "asked"))).toEqual([]);
  }
});
