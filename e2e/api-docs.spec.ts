import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { testKey } from "#scripts/test-api.ts";
import { clipboard } from "./copied-curl.ts";
import { createTestOrganization } from "./organization.ts";
import { colourRules, expect, expectAccessible, test } from "./test.ts";

const docs = `${process.env.PURSER_URL}/api/docs`;

test("the reference: axe finds nothing in light and in dark, also where something is looked for, and at 320 px", async ({
  browser,
}) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const refused: string[] = [];
  page.on("console", (message) => void refused.push(message.text()));
  const expectInBoth = async (part?: string) => {
    await page.emulateMedia({ colorScheme: "light" });
    await expectAccessible(page, part);
    await page.emulateMedia({ colorScheme: "dark" });
    await expectAccessible(page, part, colourRules);
  };
  await page.goto(docs);
  // All sections are of one make: a few stand for them, in a tenth of the time.
  await page.evaluate(() => {
    const kept = ["#postV1Events", "#putV1BudgetsId", "#getV1Usage", "#schema-Hold", "[aria-label]"].join();
    for (const section of document.querySelectorAll("section")) if (!section.matches(kept)) section.remove();
  });
  await expectInBoth();
  await page.getByRole("searchbox", { name: "Find a Route or Schema" }).fill("pause");
  await expect(page.getByText(/^\d+ found, Enter opens the first$/)).toBeVisible();
  await expectInBoth("nav");
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(`${docs}?narrow#putV1BudgetsId`);
  await expect(page.getByRole("heading", { name: "PUT /api/v1/budgets/{id}" })).toBeInViewport();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  await page.getByText("Contents", { exact: true }).click();
  const contents = page.getByRole("navigation", { name: "Reference" });
  await expect(contents.getByRole("link", { name: "PUT /api/v1/budgets/{id}" })).toBeVisible();
  await expectInBoth("nav");
  expect(refused).toEqual([]);
  await context.close();
});

test("the reference is found through and copied from by keyboard; a copied command runs as it is", async ({
  browser,
}) => {
  const context = await browser.newContext(clipboard);
  const page = await context.newPage();
  await page.goto(docs);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the reference" })).toBeFocused();
  await page.keyboard.press("/");
  const find = page.getByRole("searchbox");
  await expect(find).toBeFocused();
  await page.keyboard.type("get projects");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#getV1Projects$/);
  const here = page.getByRole("navigation", { name: "Reference" }).locator("[aria-current=location]");
  await expect(here).toHaveText("GET /api/v1/projects");
  await expect(page.getByRole("heading", { name: "GET /api/v1/projects", exact: true })).toBeInViewport();
  // A path as a program calls it finds its route too.
  await page.keyboard.press("/");
  await page.keyboard.type("/api/v1/exports/focus.csv");
  await page.keyboard.press("Enter");
  await expect(here).toHaveText("GET /api/v1/exports/focus.csv");
  await expect(page.getByRole("heading", { name: "GET /api/v1/exports/focus.csv" })).toBeInViewport();
  await page.goBack();
  await expect(page).toHaveURL(/#getV1Projects$/);
  await page.keyboard.press("/");
  await page.keyboard.type("no such thing");
  await expect(page.getByText("Nothing is called that.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(find).toHaveValue("");
  await expect(here).toBeVisible();

  const copy = page.getByRole("button", { name: "Copy GET /api/v1/projects", exact: true });
  await copy.focus();
  await page.keyboard.press("Enter");
  await expect(copy).toHaveText("Copied");
  const organization = await createTestOrganization(["web"]);
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const env = { ...process.env, PURSER_KEY: await testKey(organization.ctx, "read") };
  const { stdout } = await promisify(execFile)("sh", ["-c", command], { env });
  expect(JSON.parse(stdout)).toMatchObject({ data: [{ id: "web" }], nextCursor: null });
  await page.goBack();
  await expect(page).toHaveURL(docs);
  await context.close();
});

test("the reference needs no script: contents, commands and fields are there, and nothing that does nothing", async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(docs);
  const contents = page.getByRole("navigation", { name: "Reference" });
  await contents.getByText("Reservations", { exact: true }).click();
  await contents.getByRole("link", { name: "POST /api/v1/reservations", exact: true }).click();
  await expect(page.getByRole("region", { name: "Example 1 of POST /api/v1/reservations", exact: true })).toContainText(
    "curl -s -X POST",
  );
  await expect(page.getByRole("region", { name: "Body of POST /api/v1/reservations", exact: true })).toContainText(
    "maxOutputTokens",
  );
  await expect(page.getByRole("searchbox")).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Copy/ })).toHaveCount(0);
  await context.close();
});
