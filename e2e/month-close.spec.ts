import type { Page } from "@playwright/test";
import { addMonths, monthKey } from "#server/time/window.ts";
import { exported, sumColumn } from "./exported-file.ts";
import { createTestOrganization, sendEvents } from "./organization.ts";
import { readTable } from "./read-table.ts";
import { expect, expectAccessible, expectInEachTheme, test } from "./test.ts";

const current = monthKey(new Date());
const last = addMonths(current, -1);
const nameOf = (month: string) =>
  new Intl.DateTimeFormat("en-US", { timeZone: "UTC", month: "long", year: "numeric" }).format(new Date(month));
const call = (id: string, day: number, more: object = {}) => ({
  ...{ id, occurredAt: `${last}-${String(day).padStart(2, "0")}T10:00:00Z`, projectId: "web", agentId: "a1" },
  ...{ provider: "openai", model: "gpt-4.1", inputTokens: 1000, outputTokens: 10, cost: 1.25, ...more },
});
const books = (page: Page) => page.getByRole("region", { name: "Books" });
const lines = (page: Page) => books(page).getByRole("term").allTextContents();
const amounts = (page: Page) => books(page).getByRole("definition").allTextContents();

test("finance closes a month; what comes late is booked in the running one, in the list, as CSV and marked; the owner reopens it", async ({
  pageAs,
}) => {
  const organization = await createTestOrganization(["web", "api"]);
  await sendEvents(organization, [
    ...Array.from({ length: 28 }, (_, i) => call(`c${i}`, i + 1)),
    call("unpriced", 3, { cost: undefined, provider: "in-house", model: "house-7b" }),
  ]);
  const page = await pageAs("finance", { of: organization });
  await page.goto(`/dashboard/costs?month=${last}`);
  await expect(books(page)).toContainText(`${nameOf(last)} is over and not closed`);
  const button = books(page).getByRole("button", { name: "Close Month…" });

  // What cannot be done says so, and changes nothing.
  await page.route("**/api/trpc/books.close?**", (route) => route.fulfill({ status: 500, body: "{}" }));
  await button.click();
  const dialog = page.getByRole("dialog", { name: `Close ${nameOf(last)}?` });
  await expect(dialog).toContainText("1 call has no price and would be closed without a cost.");
  await expect(dialog.getByRole("definition")).toHaveText("at least $35.00");
  await expectAccessible(page, "[role=dialog]");
  await dialog.getByRole("button", { name: "Close Month" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Nothing was closed.");
  await page.keyboard.press("Escape");
  await expect(button).toBeFocused();
  await page.unroute("**/api/trpc/books.close?**");
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Close Month" }).click();
  await expect(books(page)).toContainText(new RegExp(`${nameOf(last)}, closed .* by finance-.*@example.com`));
  await expect(page.getByText(`${nameOf(last)} is closed.`)).toBeVisible();
  await expect(dialog).toBeHidden();
  await expect(books(page).getByRole("button", { name: "Reopen Month…" })).toBeHidden();

  // 60 calls for $0.75 each come late: 51 of web, 9 of api.
  const late = (i: number) =>
    call(`late-${i}`, 1 + (i % 28), {
      cost: 0.75,
      projectId: i % 7 ? "web" : "api",
      runId: "run-late",
      jobId: "job-late",
    });
  await sendEvents(
    organization,
    Array.from({ length: 60 }, (_, i) => late(i)),
  );
  await page.reload();
  await expect
    .poll(() => lines(page))
    .toEqual([`Books of ${nameOf(last)}, as closed`, `Since then, booked in ${nameOf(current)}60 late calls`]);
  await expect.poll(() => amounts(page)).toEqual(["at least $35.00", "+$45.00"]);
  await expect(books(page)).toContainText("at least $80.00 by now");
  await expectInEachTheme(page, "main");

  await books(page)
    .getByRole("link", { name: nameOf(current) })
    .click();
  await expect(page).toHaveURL("/dashboard/costs?corrections=open");
  const table = page.getByRole("table", { name: "Corrections" });
  await expect(table).toBeVisible();
  await expect
    .poll(() => lines(page))
    .toEqual([
      `Calls of ${nameOf(current)} so far`,
      `Corrections of ${nameOf(last)}60 late calls`,
      `Books of ${nameOf(current)} so far`,
    ]);
  await expect.poll(() => amounts(page)).toEqual(["$0.00", "+$45.00", "$45.00"]);
  expect((await readTable(table)).rows).toHaveLength(50);
  await books(page).getByRole("button", { name: "Show More Corrections" }).click();
  await expect(table.getByRole("row")).toHaveCount(61);
  expect((await readTable(table)).rows[0]).toMatchObject({ Why: "Late Call", Cost: "+$0.75" });
  const file = await exported(page, books(page));
  expect(file.name).toContain(`corrections-in-${current}`);
  expect([file.rows.length, sumColumn(file.rows, "Cost (USD)")]).toEqual([60, 45_000_000_000n]);
  await expectInEachTheme(page, "main");
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  await page.setViewportSize({ width: 1280, height: 900 });

  // A project has its own part; its late calls are marked wherever they are listed.
  await page.goto(`/dashboard/products/web/ai-cost?month=${last}&tab=recent-runs`);
  await expect.poll(() => amounts(page)).toEqual(["at least $35.00", "+$38.25"]);
  const recent = await readTable(page.getByRole("table", { name: "Recent Runs" }));
  const marked = recent.rows.filter((row) => row.Status?.includes(`Booked in ${nameOf(current)}`));
  expect(marked.length).toBe(recent.rows.filter((row) => row.Cost === "$0.75").length);
  expect(marked.length).toBeGreaterThan(20);

  const owner = await pageAs("owner", { of: organization });
  await owner.goto(`/dashboard/costs?month=${last}`);
  await books(owner).getByRole("button", { name: "Reopen Month…" }).click();
  const question = owner.getByRole("alertdialog", { name: `Reopen ${nameOf(last)}?` });
  await expect(question).toContainText(`60 late calls (+$45.00) come back from the books of ${nameOf(current)}.`);
  await question.getByRole("button", { name: "Reopen Month" }).click();
  await expect(question).toContainText("Enter a reason");
  await question.getByRole("textbox", { name: "Reason" }).fill("The invoice was corrected");
  await expectAccessible(owner, "[role=alertdialog]");
  await question.getByRole("button", { name: "Reopen Month" }).click();
  await expect(books(owner)).toContainText(`${nameOf(last)} is over and not closed`);
  expect(await amounts(owner)).toEqual(["at least $80.00"]);
  await owner.goto("/dashboard/audit");
  await expect(owner.getByRole("table").getByRole("row").nth(1)).toContainText(`Reopened the books of ${nameOf(last)}`);
  await expect(owner.getByRole("table").getByRole("row").nth(1)).toContainText("The invoice was corrected");
});
