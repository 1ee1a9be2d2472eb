import { readFileSync } from "node:fs";
import { card, openAiCost, readTab } from "./ai-cost-page.ts";
import { createTestOrganization, sendEvents } from "./organization.ts";
import { expect, test } from "./test.ts";

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
