import { agentCalls } from "./agent-calls.ts";
import { openAiCost } from "./ai-cost-page.ts";
import { createTestOrganization, sendEvents } from "./organization.ts";
import { expect, expectAccessible, test } from "./test.ts";

const names = Array.from({ length: 12 }, (_, index) => `project-${String(index + 1).padStart(2, "0")}`);

test("every project is within reach: a few in the sidebar, all of them by a search, by keyboard too", async ({
  pageAs,
}) => {
  const scene = await createTestOrganization(["project-00", ...names]);
  const page = await pageAs("member", { of: scene });
  await page.goto("/dashboard");
  const sidebar = page.getByRole("navigation", { name: "Main" });
  await expect(sidebar.getByRole("link", { name: "project-00" })).toBeVisible();
  await expect(sidebar.getByRole("link", { name: "project-12" })).toHaveCount(0);
  await sidebar.getByRole("button", { name: "All Projects (13)…" }).press("Enter");
  const finder = page.getByRole("dialog", { name: "Go to Project" });
  await expect(finder.getByRole("option")).toHaveCount(13);
  await expect(finder.getByRole("combobox")).toBeFocused();
  await expectAccessible(page, "[role=dialog]");
  await page.keyboard.type("-1");
  await expect(finder.getByRole("option")).toHaveText(["project-10", "project-11", "project-12"]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/products\/project-11\/ai-cost$/);

  await sidebar.getByRole("button", { name: "Switch Product, now project-11" }).click();
  await expect(finder.getByRole("option", { name: /^project-11\W+the current one$/ })).toBeVisible();
  await page.keyboard.type("nothing like it");
  await expect(finder.getByText(/^Nothing matches/)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sidebar.getByRole("button", { name: /Switch Product/ })).toBeFocused();

  await page.setViewportSize({ width: 375, height: 700 });
  await page.getByRole("button", { name: "Open Navigation" }).click();
  await page
    .getByRole("dialog", { name: "Navigation" })
    .getByRole("button", { name: /Switch Product/ })
    .click();
  await expect(finder.getByRole("combobox")).toBeFocused();
  await expect(page.getByRole("dialog", { name: "Navigation" })).toBeHidden();
  await page.keyboard.type("12");
  await finder.getByRole("option", { name: "project-12" }).click();
  await expect(page).toHaveURL(/\/products\/project-12\/ai-cost$/);
});

test("Ctrl+K finds pages, agents and runs; single keys search, choose ranges and explain, unless turned off", async ({
  pageAs,
}) => {
  const scene = await createTestOrganization(["web"]);
  await sendEvents(scene, agentCalls("web"));
  const { runId = "", agentId = "" } = agentCalls("web").find((call) => call.runId) ?? {};
  const page = await pageAs("member", { of: scene });
  await openAiCost(page, "web");
  const palette = page.getByRole("dialog", { name: "Search or Jump To" });
  const input = palette.getByRole("combobox", { name: "Search or Jump To" });
  const option = (name: string | RegExp) => palette.getByRole("option", { name });
  const help = page.getByRole("dialog", { name: "Keyboard Shortcuts" });

  // The keys come when the page is done.
  await expect(async () => {
    await page.keyboard.press("Control+k");
    await expect(input).toBeFocused({ timeout: 2_000 });
  }).toPass();
  await expect(option("Revenue & Growth")).toHaveAttribute("data-highlighted", "");
  await input.fill("members");
  await expect(palette.getByText(/^Nothing matches/)).toBeVisible();
  await input.fill(agentId);
  await expect(option(agentId)).toBeVisible();
  await expectAccessible(page, "[role=dialog]");
  await input.fill(runId.slice(0, -1));
  await expect(option(new RegExp(`^${runId}`))).toBeVisible();
  await input.fill("theme: dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveClass(/dark/);
  await page.getByRole("button", { name: "Search or Jump To…" }).click();
  await input.fill(runId);
  await expect(option(new RegExp(`^${runId}`))).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/runs/${runId}$`));

  await openAiCost(page, "web");
  const range = (name: string) => page.getByRole("radio", { name });
  await expect(async () => {
    await page.keyboard.press("1");
    await expect(range("7d")).toBeChecked({ timeout: 1_000 });
  }).toPass();
  await page.keyboard.press("4");
  await expect(range("90d")).toBeChecked();
  await page.keyboard.press("Alt+2");
  await page.keyboard.press("Control+3");
  await expect(range("90d")).toBeChecked();
  await page.keyboard.press("?");
  await expect(help).toBeVisible();
  await page.keyboard.press("2");
  await expect(page).toHaveURL(/range=90d/);
  await help.getByRole("link", { name: "account" }).click();
  await expect(page).toHaveURL(/\/dashboard\/account$/);
  await expect(help).toBeHidden();
  const name = page.getByRole("textbox", { name: "Name" });
  await name.fill("");
  await name.pressSequentially("?1/");
  await expect(name).toHaveValue("?1/");
  await page.getByRole("switch", { name: "Single-Key Shortcuts" }).uncheck();
  await page.goto("/dashboard");
  const search = page.getByRole("searchbox", { name: "Search Projects" });
  await expect(search).toBeVisible();
  await expect(async () => {
    await page.keyboard.press("Control+k");
    await expect(input).toBeFocused({ timeout: 2_000 });
  }).toPass();
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await page.keyboard.press("?");
  await page.keyboard.press("/");
  await expect(search).not.toBeFocused();
  await page.evaluate(() => localStorage.removeItem("purser-single-keys"));
  await page.keyboard.press("/");
  await expect(search).toBeFocused();
  await expect(help).toBeHidden();
});

test("a printed page says whose figures it shows, of when, and when it was printed", async ({ pageAs }) => {
  const page = await pageAs("finance");
  await openAiCost(page, "web");
  await page.emulateMedia({ media: "print" });
  const main = page.getByRole("main");
  await expect(main.getByText(/^Purser · Test org-.* · web$/)).toBeVisible();
  await expect(main.getByText(/^Printed \w{3} \d+, \d{4}, \d\d:\d\d UTC$/)).toBeVisible();
  await expect(main.getByText(/, \w+ \d{4} so far$/)).toBeVisible();
});
