import type { Page } from "@playwright/test";
import { createApiKey } from "#server/access/api-keys.ts";
import { inviteMember } from "#server/access/invite-member.ts";
import { agentCalls } from "../agent-calls.ts";
import { card, openAiCost, tabs } from "../ai-cost-page.ts";
import { addressOf, open, organizationOfPages, pages } from "../all-pages.ts";
import { limitDialog, meter, openLimitDialog } from "../monthly-limit.ts";
import { addMember, sendEvents, type TestOrganization } from "../organization.ts";
import { readTable } from "../read-table.ts";
import { expect, expectInEachTheme, expectNarrow, narrow, type PageAs } from "../test.ts";
import { dailyTable, figure } from "./daily-spend.ts";

const wide = { width: 1280, height: 900 };

/** An organisation that has something on every page, and the address of an invitation. */
export async function furnished(): Promise<{ of: TestOrganization; invitation: string }> {
  const of = await organizationOfPages();
  await sendEvents(of, agentCalls("web"));
  const name = "a key whose name is as long as the names that people who like to explain everything give to keys";
  await createApiKey({ ctx: of.ctx, input: { name, scopes: ["ingest", "reserve", "read", "admin"] } });
  await addMember(of, "owner");
  const { id } = await inviteMember({ ctx: of.ctx, input: { email: `new-${of.ctx.orgId}@example.com` } });
  return { of, invitation: id };
}

/** Every page there is: nothing for axe in either theme, 320 px are enough, nothing moves, nobody is asked, tables print. */
export async function expectEveryPage(pageAs: PageAs, stranger: Page, scene: Awaited<ReturnType<typeof furnished>>) {
  const page = await pageAs("owner", { of: scene.of, reducedMotion: "reduce", viewport: wide });
  await stranger.emulateMedia({ reducedMotion: "reduce" });
  for (const [seenBy, list] of [
    [page, pages],
    [stranger, open],
  ] as const) {
    await seenBy.addInitScript(spyOnPermissions);
    for (const expected of Object.values(list)) await expectPage(seenBy, addressOf(expected, scene.invitation));
  }
}

async function expectPage(page: Page, at: string): Promise<void> {
  await page.goto(at);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("main [class*=shimmer]")).toHaveCount(0);
  await expectInEachTheme(page);
  expect(await page.evaluate(moving), `${at} moves`).toEqual([]);
  const tables = await page.getByRole("table").count();
  await page.emulateMedia({ media: "print" });
  expect(await page.getByRole("table").count(), `${at} prints its tables`).toBeGreaterThanOrEqual(tables);
  await page.emulateMedia({ media: "screen" });
  await expectNarrow(page, at);
  expect(await page.evaluate(() => Reflect.get(window, "asked")), `${at} asks`).toEqual([]);
}

/** The AI Cost & Budget page with each tab, as table, in its dialog with a mistake, and near a limit. */
export async function expectAiCostInAllStates(pageAs: PageAs, { of }: { of: TestOrganization }): Promise<void> {
  const page = await pageAs("owner", { of, reducedMotion: "reduce", viewport: wide });
  await openAiCost(page, "web");
  for (const tab of tabs) {
    await page.getByRole("tab", { name: tab }).click();
    await expect(page.getByRole("tabpanel", { name: tab }).getByRole("table")).toBeVisible();
    await expectInEachTheme(page, "[role=tabpanel]");
    await expectNarrow(page, tab);
  }
  await page.getByRole("button", { name: "View as Table" }).first().click();
  await expect(dailyTable(page)).toBeVisible();
  const field = await openLimitDialog(page);
  await field.fill("-1");
  await limitDialog(page).getByRole("button", { name: "Save Limit" }).click();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  expect(await page.evaluate(moving)).toEqual([]);
  await expectInEachTheme(page, "[role=dialog]");
  await expectNarrow(page, "the dialog");
  await field.fill("1");
  await limitDialog(page).getByRole("button", { name: "Save Limit" }).click();
  await expect(meter(page)).toBeVisible();
  await expect(page.getByRole("button", { name: "Edit Monthly Limit…" })).toBeFocused();
  await expectInEachTheme(page);
  await expectNarrow(page, "with a table");
  await expectPrinted(page);

  await page.setViewportSize(narrow);
  await page.goto("/dashboard");
  await page.getByRole("button", { name: "Open Navigation" }).click();
  const drawer = page.getByRole("dialog", { name: "Navigation" });
  await drawer.getByRole("link", { name: "Company Costs" }).click();
  await expect(drawer).toBeHidden();
  await expect(page.getByRole("heading", { name: "Company Costs", level: 1 })).toBeVisible();
}

/** On paper: dates, figures and tables, no navigation and no controls. */
async function expectPrinted(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "By Agent Type" }).click();
  await page.getByRole("button", { name: "View as Table" }).first().click();
  await expect(dailyTable(page)).toBeHidden();
  await page.emulateMedia({ media: "print" });
  for (const name of ["Total Spend", "Token Usage", "Agent Jobs", "Budget Used"]) {
    await expect(card(page, name)).toBeVisible();
  }
  await expect(dailyTable(page)).toBeVisible();
  expect((await readTable(dailyTable(page))).rows).toHaveLength(30);
  await expect(figure(page).getByText(/ – .*\d{4} UTC$/)).toBeVisible();
  await expect(page.getByRole("table", { name: "By Agent Type" })).toBeVisible();
  for (const role of ["navigation", "banner", "tab", "radio", "switch", "combobox"] as const) {
    await expect(page.getByRole(role)).toHaveCount(0); // roles are found where they are shown
  }
  await expect(page.locator("button:visible:not(table button)")).toHaveCount(0);
  await page.emulateMedia({ media: "screen" });
}

/** How long what moves takes, in seconds; nothing that anyone could see is left out. */
function moving(): string[] {
  return [...document.querySelectorAll("*")]
    .map((element) => getComputedStyle(element))
    .flatMap(({ transitionDuration, animationDuration }) => [transitionDuration, animationDuration])
    .filter((durations) => durations.split(",").some((duration) => Number.parseFloat(duration) > 0.001));
}

/** Notes what the page asks the reader to allow, and denies it. */
function spyOnPermissions(): void {
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
}
