import type { Page } from "@playwright/test";
import { prisma } from "#server/db.ts";
import { card } from "./ai-cost-page.ts";
import { clipboard, recorded, runCopiedCurl } from "./copied-curl.ts";
import { createTestOrganization } from "./organization.ts";
import { expect, expectAccessible, test } from "./test.ts";

const waiting = (page: Page) => page.getByRole("status").filter({ hasText: "Waiting for first event…" });
const received = (page: Page) => page.getByRole("status").filter({ hasText: "First event received" });

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
  // Done means done: the table has it at the same time.
  await expect(page.getByText("Project checkout-api (done)")).toBeVisible();
  expect(await page.getByText("No projects yet.").count()).toBe(0);
  await expect(page.getByRole("table", { name: "Projects" })).toContainText("Checkout API");
  await page.getByRole("button", { name: "Create Key" }).click();
  await expect(page.getByText(/^export PURSER_KEY=pk_/)).toBeVisible();
  await expectAccessible(page);
  expect(await runCopiedCurl(page)).toEqual(recorded);
  await expect(received(page)).toBeVisible({ timeout: 5_000 });
  await expect(page.getByText("Nothing after 2 minutes?")).toHaveCount(0);
  await received(page).getByRole("link", { name: "See the Call" }).click();
  await expect(card(page, "Total Spend").getByText("$0.18", { exact: true })).toBeVisible();
});
