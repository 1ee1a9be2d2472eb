import type { Page } from "@playwright/test";
import { card, openAiCost } from "../ai-cost-page.ts";
import { clipboard, recorded, runCopiedCurl } from "../copied-curl.ts";
import { callApi, createTestOrganization } from "../organization.ts";
import { expect, expectAccessible, type PageAs } from "../test.ts";

const waiting = (page: Page) => page.getByRole("status").filter({ hasText: "Waiting for first event…" });
const received = (page: Page) => page.getByRole("status").filter({ hasText: "First event received" });
const soon = { timeout: 5_000 };

/** The copied command, run as it is, turns waiting into the call's cost within 5 s, in the same document. */
export async function expectFirstEvent(pageAs: PageAs): Promise<void> {
  const of = await createTestOrganization(["web"]);
  expect((await callApi(of, "POST", "/api/v1/projects", { id: "fresh", name: "Fresh" })).ok).toBe(true);
  const page = await pageAs("member", { of, ...clipboard });
  await openAiCost(page, "fresh");
  await expect(waiting(page)).toBeVisible();
  await expect(page.getByText(`npm run key -- --org ${of.ctx.orgId}`)).toBeVisible();
  await expect(page.getByText(/No change/)).toHaveCount(0);
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 700 });
  const copyBoxes = page.getByRole("button", { name: /^Copy .+ Command$/ });
  for (const button of await copyBoxes.all()) {
    expect((await button.boundingBox())?.x ?? 999).toBeLessThan(320 - 24);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));

  expect(await runCopiedCurl(page, of.key)).toEqual(recorded);
  await Promise.all([
    expect(received(page)).toBeVisible(soon),
    expect(card(page, "Total Spend").getByText("$0.18", { exact: true })).toBeVisible(soon),
  ]);
  await expect(waiting(page)).toHaveCount(0);
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
  // The spend of today is in no whole day, and is new all the same.
  for (const name of ["Total Spend", "Token Usage"]) {
    await expect(card(page, name).getByText(/New: nothing/)).toHaveCount(new Date().getUTCDate() === 1 ? 0 : 1);
  }
  await received(page).getByRole("link", { name: "See the Call" }).click();
  await expect(page.getByRole("table", { name: "Recent Runs" })).toContainText("my-agent");
  await page.reload();
  await expect(card(page, "Total Spend").getByText("$0.18", { exact: true })).toBeVisible();
  await expect(page.getByText("Send Your First Call")).toHaveCount(0);
}
