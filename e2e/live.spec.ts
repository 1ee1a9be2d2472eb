import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { card, openAiCost, readTab } from "./ai-cost-page.ts";
import { createTestOrganization, sendEvents } from "./organization.ts";
import { expect, expectAccessible, test } from "./test.ts";

/** The first call of the README that is sent by curl: where, with which headers, what. */
function firstCurl(key: string) {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const command = /curl -s http:\/\/localhost:3000(\S+)([^`]*)-d '([^']+)'/.exec(readme);
  if (!command) throw new Error("README.md sends no call by curl any more");
  const [, path = "", options = "", body = ""] = command;
  const headers = [...options.matchAll(/-H "([^:]+): ([^"]+)"/g)].map(([, name, value]): [string, string] => [
    name ?? "",
    (value ?? "").replace("$PURSER_KEY", key),
  ]);
  return () => fetch(`${process.env.PURSER_URL}${path}`, { method: "POST", headers, body });
}

test("the first call of the README is on the page, priced, without a restart; sent again it counts once", async ({
  pageAs,
}) => {
  const scene = await createTestOrganization(["my-project"]);
  const send = firstCurl(scene.key);
  const page = await pageAs("owner", { of: scene });
  await openAiCost(page, "my-project");
  await expect(card(page, "Total Spend").getByText("$0.00", { exact: true })).toBeVisible();

  expect(await (await send()).json()).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
  await page.getByRole("button", { name: /^Refresh/ }).click();
  // 30,000 new and 90,000 cached tokens at $3.00 and $0.30 a million, 4,200 out at $15.00.
  await expect(card(page, "Total Spend").getByText("$0.18", { exact: true })).toBeVisible();
  await expect(card(page, "Token Usage").getByText("124.2K", { exact: true })).toBeVisible();
  await expect(card(page, "Agent Jobs").getByText("1", { exact: true })).toBeVisible();
  await expect(page.getByRole("figure", { name: "Daily Spend" })).toContainText("$0.18 in 30 days");
  await expect(page.getByRole("tabpanel", { name: "By Agent Type" })).toContainText("Research");

  expect(await (await send()).json()).toEqual({ accepted: 0, duplicates: 1, rejected: [] });
  await page.reload();
  await expect(card(page, "Total Spend").getByText("$0.18", { exact: true })).toBeVisible();
  expect((await readTab(page, "Recent Runs")).rows).toMatchObject([
    { Agent: "Researchtriage-bot", Run: "run-1", Model: "claude-sonnet-4-20250514", Cost: "$0.18" },
  ]);

  // "Now choose Edit Monthly Limit…, set $0.10"
  await page.getByRole("button", { name: "Edit Monthly Limit…" }).click();
  await page.getByRole("textbox", { name: "Monthly limit" }).fill("$0.10");
  await page.getByRole("button", { name: "Save Limit" }).click();
  await expect(page.getByRole("meter", { name: "Monthly Budget Used" })).toHaveAttribute("aria-valuetext", /^180% /);
});

test("figures follow what is recorded by themselves, at once when the window is looked at again; unless paused", async ({
  pageAs,
}) => {
  const scene = await createTestOrganization(["web"]);
  const spend = (id: string, cost: number) =>
    sendEvents(scene, [
      {
        id,
        cost,
        projectId: "web",
        agentId: "a",
        provider: "openai",
        model: "gpt-4.1",
        inputTokens: 9,
        outputTokens: 1,
      },
    ]);
  const page = await pageAs("member", { of: scene });
  await openAiCost(page, "web");
  const total = (text: string) => card(page, "Total Spend").getByText(text, { exact: true });
  await expect(total("$0.00")).toBeVisible();
  await spend("c1", 3);
  await expect(total("$3.00")).toBeVisible({ timeout: 20_000 });

  await spend("c2", 4);
  await expect(async () => {
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await expect(total("$7.00")).toBeVisible({ timeout: 1000 });
  }).toPass();

  await page.getByRole("button", { name: "Pause Live Updates" }).click();
  await expect(page.getByRole("button", { name: /Paused \d\d:\d\d:\d\d/ })).toBeVisible();
  await spend("c3", 5);
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await page.getByRole("tab", { name: "Recent Runs" }).click();
  await expect(page.getByRole("table", { name: "Recent Runs" }).getByText("$5.00")).toBeVisible();
  await expect(total("$7.00")).toBeVisible();
  await page.getByRole("button", { name: "Resume Live Updates" }).click();
  await expect(total("$12.00")).toBeVisible();

  await page.route("**/api/trpc/**", (route) => route.abort());
  await page.getByRole("button", { name: /^Refresh/ }).click();
  await expect(page.getByRole("button", { name: /Not updated since/ })).toBeVisible();
  await expect(total("$12.00")).toBeVisible();
  await page.unroute("**/api/trpc/**");
  await page.getByRole("button", { name: "Retry Monthly Summary" }).click();
  await expect(page.getByRole("button", { name: "Retry Monthly Summary" })).toHaveCount(0);
});

test("a call sent by another program is on every open page within a second; paused it is not; a lost stream is polled for", async ({
  pageAs,
}) => {
  const scene = await createTestOrganization(["web", "api"]);
  let sent = 0;
  const spend = async (projectId: string) => {
    const call = { projectId, agentId: "a", provider: "openai", model: "gpt-4.1", inputTokens: 9, outputTokens: 1 };
    await sendEvents(scene, [{ ...call, id: `c${++sent}`, runId: `r${sent}`, cost: 1 }]);
  };
  const [dashboard, product] = [await pageAs("owner", { of: scene }), await pageAs("member", { of: scene })];
  await dashboard.goto("/dashboard");
  await openAiCost(product, "web");
  const live = (page: Page) => page.getByRole("region", { name: "Live Spend" });
  for (const page of [dashboard, product]) await expect(live(page).getByText("Live", { exact: true })).toBeVisible();

  // Polling, every ten seconds, could not do it; a machine that is busy elsewhere may be late once or twice.
  await expect(async () => {
    await spend("web");
    const figures = [dashboard, product].map((page) => live(page).getByText(`$${sent}.00`).first());
    await Promise.all(figures.map((figure) => expect(figure).toBeVisible({ timeout: 1000 })));
  }).toPass();
  await expect(live(product)).toContainText(`Average per Run$1.00`);
  await expect(live(product)).toContainText("No projection yet. Needs 7 days of data; 0 so far.");
  await expect(live(dashboard)).not.toHaveAttribute("aria-live");
  await expectAccessible(dashboard, "[aria-label='Live Spend']");

  await spend("api");
  await expect(live(dashboard)).toContainText(`Today$${sent}.00New: nothing by`);
  await expect(live(product)).toContainText(`Today$${sent - 1}.00`);

  await live(dashboard).getByRole("button", { name: "Pause Live Updates" }).click();
  await expect(live(dashboard).getByText("Paused")).toBeVisible();
  const before = sent;
  await spend("web");
  await expect(live(product)).toContainText(`Today$${sent - 1}.00`);
  await expect(live(dashboard)).toContainText(`Today$${before}.00`);
  await live(dashboard).getByRole("button", { name: "Resume Live Updates" }).click();
  await expect(live(dashboard)).toContainText(`Today$${sent}.00`);

  await product.route("**/api/trpc/events.live*", (route) => route.abort());
  await product.reload();
  await expect(live(product).getByText("Reconnecting…")).toBeVisible({ timeout: 20_000 });
  await spend("web");
  await expect(live(product)).toContainText(`Today$${sent - 1}.00`);
  await product.unroute("**/api/trpc/events.live*");
  await expect(live(product).getByText("Live", { exact: true })).toBeVisible({ timeout: 30_000 });
});
