import type { Page } from "@playwright/test";
import { inviteMember } from "#server/access/invite-member.ts";
import { createSignInLink } from "#server/access/sign-in-link.ts";
import type { Role } from "#server/context.ts";
import { addMember, createTestOrganization, sendEvents } from "./organization.ts";
import { expect, test } from "./test.ts";

const product = "/dashboard/products/web";
const call = {
  projectId: "web",
  agentId: "scout",
  provider: "openai",
  model: "gpt-4.1",
  inputTokens: 10,
  outputTokens: 1,
};

test("no page is readable without a session, and each leads to signing in", async ({ organization, page }) => {
  await sendEvents(organization, [{ ...call, id: "c1", runId: "run-1", jobId: "job-1", cost: 3 }]);
  for (const path of ["/dashboard", `${product}/ai-cost`, `${product}/growth`, `${product}/runs/run-1`]) {
    const answer = await page.request.get(path, { maxRedirects: 0 });
    expect(answer.status(), path).toBe(307);
    expect(await answer.text(), path).not.toContain("Total Spend");
    await page.goto(path);
    await expect(page).toHaveURL(/\/sign-in/);
    await expect(page.getByRole("heading", { name: "Sign In" })).toBeVisible();
    await expect(page.getByRole("navigation")).toHaveCount(0);
  }
});

test("a one-click link signs in once", async ({ organization, browser }) => {
  const link = await createSignInLink(await addMember(organization, "owner"));
  const [first, second] = await Promise.all([browser.newPage(), browser.newPage()]);
  await first.goto(link);
  await expect(first).toHaveURL(/\/dashboard$/);
  await expect(first.getByRole("heading", { name: "Dashboard", level: 1 })).toBeVisible();

  await second.goto(link);
  await expect(second).toHaveURL(/\/sign-in/);
  await expect(second.getByText(/This sign-in link was used already or has expired: .* get a new link/)).toBeVisible();
  await second.goto("/dashboard");
  await expect(second).toHaveURL(/\/sign-in/);
  await Promise.all([first.close(), second.close()]);
});

test("an invited person makes an account, signs out, and signs in by password to where they were going", async ({
  organization,
  page,
}) => {
  await addMember(organization, "owner");
  const email = `fin-${organization.ctx.orgId}@example.com`;
  const { id } = await inviteMember({ ctx: organization.ctx, input: { email, role: "finance" } });

  await page.goto(`/accept-invitation/${id}`);
  await expect(page.getByRole("heading", { name: /^Join / })).toBeVisible();
  await expect(page.getByLabel("E-Mail Address")).toHaveValue(email);
  await page.getByLabel("Your Name").fill("Fin Ance");
  await page.getByLabel("Password").fill("a long enough password");
  await page.getByRole("button", { name: "Create Account and Join" }).click();
  await expect(page.getByRole("heading", { name: "Dashboard", level: 1 })).toBeVisible();
  await expect(page.getByRole("table", { name: "Projects" }).getByRole("link", { name: "web" })).toBeVisible();

  await page.getByRole("button", { name: "Account" }).click();
  await expect(page.getByRole("menu", { name: "Account" })).toContainText(email);
  await page.getByRole("menuitem", { name: "Sign Out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);

  await page.goto(`${product}/ai-cost?range=14d`);
  await page.getByLabel("E-Mail Address").fill(email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign In" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toHaveText(
    "The e-mail address or the password is not right. Check both and try again.",
  );
  await page.getByLabel("Password").fill("a long enough password");
  await page.getByRole("button", { name: "Sign In" }).click();
  await expect(page).toHaveURL(/\/ai-cost\?range=14d$/);
  await expect(page.getByRole("heading", { name: "AI Cost & Budget", level: 1 })).toBeVisible();

  await page.goto(`/accept-invitation/${id}`);
  await expect(page.getByRole("heading", { name: "Invitation Not Found" })).toBeVisible();
});

test("owners and admins may change the limit; finance and members are not offered it, and refused", async ({
  pageAs,
}) => {
  const roles: [Role, boolean][] = [
    ["member", false],
    ["finance", false],
    ["admin", true],
    ["owner", true],
  ];
  for (const [role, may] of roles) {
    const page = await pageAs(role);
    await page.goto(`${product}/ai-cost`);
    await expect(page.getByRole("region", { name: "Monthly Budget" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Edit Monthly Limit…" })).toHaveCount(may ? 1 : 0);
    const answer = await post(page, "/api/trpc/aiCost.setBudgetLimit", { projectId: "web", limitDollars: 12 });
    expect(answer.status(), role).toBe(may ? 200 : 403);
    // Only owners may remove demo data; here there is none.
    expect((await post(page, "/api/trpc/demo.remove", {})).status(), role).toBe(role === "owner" ? 409 : 403);
    if (may) continue;
    await page.reload();
    await expect(page.getByText("No monthly limit. Spend is tracked but nothing stops.")).toBeVisible();
  }
});

test("a project or run of another organisation does not exist", async ({ pageAs }) => {
  const other = await createTestOrganization(["secret"]);
  await sendEvents(other, [{ ...call, id: "c1", projectId: "secret", runId: "run-1", cost: 3 }]);
  const page = await pageAs("owner");
  for (const path of ["secret/ai-cost", "secret/growth", "secret/runs/run-1", "web/runs/run-1"]) {
    const answer = await page.goto(`/dashboard/products/${path}`);
    expect(answer?.status(), path).toBe(404);
    await expect(page.getByRole("heading", { name: "Not Found" })).toBeVisible();
    await expect(page.getByText("$")).toHaveCount(0);
  }
});

/** What the page's own script would send. */
function post(page: Page, path: string, data: Record<string, unknown>) {
  const origin = process.env.PURSER_URL ?? "";
  return page.request.post(path, { data, headers: { origin, "sec-fetch-site": "same-origin" } });
}
