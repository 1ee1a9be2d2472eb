import { openAiCost } from "./ai-cost-page.ts";
import { createTestOrganization } from "./organization.ts";
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
  await expect(finder.getByRole("link")).toHaveCount(13);
  await expect(finder.getByRole("searchbox")).toBeFocused();
  await expectAccessible(page, "[role=dialog]");
  await page.keyboard.type("-1");
  await expect(finder.getByRole("link")).toHaveText(["project-10", "project-11", "project-12"]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/products\/project-11\/ai-cost$/);

  await sidebar.getByRole("button", { name: "Switch Product, now project-11" }).click();
  await expect(finder.getByRole("link", { name: "project-11" })).toHaveAttribute("aria-current", "page");
  await page.keyboard.type("nothing like it");
  await expect(finder.getByText("No project matches.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sidebar.getByRole("button", { name: /Switch Product/ })).toBeFocused();
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
