import type { Page } from "@playwright/test";
import { prisma } from "#server/db.ts";
import { card, openAiCost } from "./ai-cost-page.ts";
import { callApi, createTestOrganization } from "./organization.ts";
import { expect, expectAccessible, test } from "./test.ts";

/** Copies the curl command of the page and sends what it sends; `key` is what the shell has in PURSER_KEY. */
async function runCopiedCurl(page: Page, key = ""): Promise<unknown> {
  await page.getByRole("button", { name: "Copy Curl Command" }).click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const url = /curl -s '([^']+)'/.exec(command)?.[1] ?? "";
  const body = /-d '([^']+)'/.exec(command)?.[1] ?? "";
  const headers = [...command.matchAll(/-H "([^:]+): ([^"]+)"/g)].map(([, name = "", value = ""]): [string, string] => [
    name,
    value.replace("$PURSER_KEY", key),
  ]);
  return (await fetch(url, { method: "POST", headers, body })).json();
}

const recorded = { accepted: 1, duplicates: 0, rejected: [] };
const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };
const waiting = (page: Page) => page.getByRole("status").filter({ hasText: "Waiting for first event…" });
const received = (page: Page) => page.getByRole("status").filter({ hasText: "First event received" });

test("a project made by the API shows how to send its first call, and says within 5 s that it came", async ({
  pageAs,
}) => {
  const scene = await createTestOrganization(["web"]);
  expect((await callApi(scene, "POST", "/api/v1/projects", { id: "fresh", name: "Fresh" })).ok).toBe(true);
  const page = await pageAs("member", { of: scene, ...clipboard });
  await openAiCost(page, "fresh");
  await expect(waiting(page)).toBeVisible();
  await expect(page.getByText(`npm run key -- --org ${scene.ctx.orgId}`)).toBeVisible();
  await expect(page.getByText(/No change/)).toHaveCount(0);
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 700 });
  const copyBoxes = page.getByRole("button", { name: /^Copy .+ Command$/ });
  for (const button of await copyBoxes.all()) {
    expect((await button.boundingBox())?.x ?? 999).toBeLessThan(320 - 24);
  }
  await page.setViewportSize({ width: 1280, height: 900 });

  expect(await runCopiedCurl(page, scene.key)).toEqual(recorded);
  await expect(received(page)).toBeVisible({ timeout: 5_000 });
  await expect(card(page, "Total Spend").getByText("$0.18", { exact: true })).toBeVisible({ timeout: 5_000 });
  // The spend of today is in no whole day, and is new all the same.
  for (const name of ["Total Spend", "Token Usage"]) {
    await expect(card(page, name).getByText(/New: nothing/)).toHaveCount(new Date().getUTCDate() === 1 ? 0 : 1);
  }
  await received(page).getByRole("link", { name: "See the Call" }).click();
  await expect(page.getByRole("table", { name: "Recent Runs" })).toContainText("my-agent");
  await page.reload();
  await expect(card(page, "Total Spend").getByText("$0.18", { exact: true })).toBeVisible();
  await expect(page.getByText("Send Your First Call")).toHaveCount(0);
});

test("an organisation without projects is led to its first call; after 2 minutes it is told what to look at", async ({
  pageAs,
}) => {
  const scene = await createTestOrganization();
  await prisma().project.deleteMany({ where: { orgId: scene.ctx.orgId } });
  const page = await pageAs("owner", { of: scene, ...clipboard });
  await page.clock.install();
  await page.goto("/dashboard");
  await expect(waiting(page)).toBeVisible();
  await expect(page.getByText(/No change/)).toHaveCount(0);
  await expect(page.getByText("Nothing after 2 minutes?")).toHaveCount(0);
  // The clock of the page starts when its script runs, which on a busy machine may be after the first turn of ours.
  await expect(async () => {
    await page.clock.fastForward(121_000);
    await expect(page.getByText("Nothing after 2 minutes?")).toBeVisible({ timeout: 1_000 });
  }).toPass();

  const name = page.getByRole("textbox", { name: "Name of the Project" });
  await name.fill("–");
  await page.getByRole("button", { name: "Create Project" }).click();
  await expect(name).toHaveAccessibleDescription(/Enter a name/);
  await name.fill("Checkout API");
  await expect(name).toHaveAccessibleDescription("Agents name it by its id: checkout-api");
  await page.getByRole("button", { name: "Create Project" }).click();
  await expect(
    page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Checkout API" }),
  ).toBeVisible();
  await page.getByRole("button", { name: "Create Key" }).click();
  await expect(page.getByText(/^export PURSER_KEY=pk_/)).toBeVisible();
  await expectAccessible(page);
  expect(await runCopiedCurl(page)).toEqual(recorded);
  await expect(received(page)).toBeVisible({ timeout: 5_000 });
  await expect(page.getByText("Nothing after 2 minutes?")).toHaveCount(0);
  await received(page).getByRole("link", { name: "See the Call" }).click();
  await expect(card(page, "Total Spend").getByText("$0.18", { exact: true })).toBeVisible();
});
