import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { parse } from "csv-parse/sync";
import { card } from "./ai-cost-page.ts";
import { usd } from "./expected-figures.ts";
import { createTestOrganization, sendEvents } from "./organization.ts";
import { expect, expectAccessible, test } from "./test.ts";

const price = { provider: "openai", model: "gpt-4.1" };
const now = new Date();
const lastMonth = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 14));
const keyOf = (at: Date) => at.toISOString().slice(0, 7);
const nameOf = (at: Date) => at.toLocaleDateString("en-US", { month: "long", year: "numeric", timeZone: "UTC" });

/** Calls of now and of last month: with prices, with a cost of their own, without either. */
const calls = Array.from({ length: 12 }, (_, i) => ({
  id: `c${i}`,
  occurredAt: (i < 8 ? now : lastMonth).toISOString(),
  projectId: i % 2 ? "web" : "api",
  agentId: i % 3 ? "coder" : "=cmd|planner",
  ...(i === 7 ? { provider: "nobody", model: "unheard-of" } : price),
  inputTokens: 12_345 + i,
  cachedInputTokens: 345,
  outputTokens: 678,
  ...(i === 5 && { cost: 0.123456789 }),
}));

/** Chooses in the dialog, and reads the file that it saves. */
async function download(page: Page, choose: (dialog: ReturnType<Page["getByRole"]>) => Promise<void>) {
  await page.getByRole("button", { name: "Export Month…" }).click();
  const dialog = page.getByRole("dialog", { name: "Export a Month" });
  await choose(dialog);
  const button = dialog.getByRole("button", { name: "Download CSV" });
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  await expect(dialog).toBeHidden();
  const [header = [], ...lines] = parse(readFileSync(await file.path(), "utf8")) as string[][];
  const rows = lines.map((line) => Object.fromEntries(line.map((text, i) => [header[i] ?? "", text])));
  return { name: file.suggestedFilename(), rows };
}

/** A column of plain decimals in nano-dollars; each is a whole number of them here. */
const sum = (rows: Record<string, string>[], column: string) =>
  rows.reduce((all, row) => {
    const [whole = "0", fraction = ""] = (row[column] ?? "").split(".");
    return all + BigInt(whole + fraction.padEnd(9, "0"));
  }, 0n);

test("finance takes a month as FOCUS and as transactions: the figures of the page, the month chosen, the log of it", async ({
  pageAs,
}) => {
  const organization = await createTestOrganization(["web", "api"]);
  await sendEvents(organization, calls);
  const page = await pageAs("finance", { of: organization });
  await page.goto("/dashboard/costs");
  const spend = card(page, "Spend");
  await expect(spend).toContainText("1 call without a price");

  const running = await download(page, async (dialog) => {
    await expect(dialog.getByLabel("Month (UTC)")).toHaveValue(keyOf(now));
    await expect(dialog).toContainText(`${nameOf(now)} has not ended`);
    await expect(dialog).toContainText("1 call without a price is in it at no cost.");
    await expectAccessible(page, "[role=dialog]");
  });
  expect(running.name).toBe(`focus-${organization.ctx.orgId}-${keyOf(now)}.csv`);
  await expect(spend).toContainText(usd(sum(running.rows, "BilledCost")));
  expect(new Set(running.rows.map((row) => row.SkuMeter))).toEqual(
    new Set(["Input Tokens", "Cache Read Input Tokens", "Output Tokens", "Reported Cost"]),
  );
  expect(running.rows.filter((row) => row.x_CostSource === "Unpriced")).toHaveLength(3);
  expect(running.rows.some((row) => row.x_AgentId === "'=cmd|planner")).toBe(true);

  const past = await download(page, async (dialog) => {
    await dialog.getByLabel("Month (UTC)").selectOption({ label: nameOf(lastMonth) });
    await expect(dialog).not.toContainText("has not ended");
  });
  expect(past.name).toBe(`focus-${organization.ctx.orgId}-${keyOf(lastMonth)}.csv`);
  const every = await download(page, async (dialog) => {
    await dialog.getByLabel("Month (UTC)").selectOption({ label: nameOf(lastMonth) });
    await dialog.getByRole("radio", { name: /^Transactions/ }).press("Space");
  });
  expect(every.name).toBe(`transactions-${organization.ctx.orgId}-${keyOf(lastMonth)}.csv`);
  expect(every.rows.map((row) => row.id).sort()).toEqual(["c10", "c11", "c8", "c9"]);
  expect(sum(past.rows, "EffectiveCost")).toBe(sum(every.rows, "cost"));
  await page.getByRole("button", { name: "Previous Month" }).click();
  await expect(spend).toContainText(usd(sum(past.rows, "BilledCost")));
  await page.getByRole("button", { name: "Export Month…" }).click();
  await expect(page.getByLabel("Month (UTC)")).toHaveValue(keyOf(lastMonth));
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Export Month…" })).toBeFocused();

  await page.goto("/dashboard/audit");
  const log = page.getByRole("table", { name: "Audit Log" });
  await expect(log).toContainText(`Exported the books as FOCUS of ${nameOf(lastMonth)}`);
  await expect(log).toContainText(`Exported the books as FOCUS of ${nameOf(now)}`);

  const member = await pageAs("member", { of: organization });
  await member.goto("/dashboard/costs");
  await expect(card(member, "Spend")).toBeVisible();
  await expect(member.getByRole("button", { name: "Export Month…" })).toHaveCount(0);
});
