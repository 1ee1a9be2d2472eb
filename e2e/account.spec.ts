import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "./test.ts";

const first = "a long enough password";
const second = "quite another password";
const button = (page: Page, name: string) => page.getByRole("button", { name });
const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });

/** The address of whoever is signed in, as the page shows it. */
const emailOn = (page: Page) => page.getByRole("definition").first().innerText();

async function signInByPassword(page: Page, email: string, password: string) {
  await page.goto("/sign-in");
  await field(page, "E-Mail Address").fill(email);
  await field(page, "Password").fill(password);
  await button(page, "Sign In").click();
}

test("an owner from the one-click link sets a password, by keyboard, and signs in with it", async ({
  pageAs,
  organization,
  page: other,
}) => {
  const page = await pageAs("owner");
  await page.goto("/dashboard");
  await button(page, "Account").press("Enter");
  await page.getByRole("menuitem", { name: "Account" }).press("Enter");
  await expect(page).toHaveURL(/\/dashboard\/account$/);
  await expect(page).toHaveTitle(/^Account\b/);
  await expect(page.getByRole("navigation", { name: "Breadcrumb" })).toContainText("Account");
  await expect(page.getByRole("region", { name: "Profile" }).getByRole("definition")).toHaveText([
    /^owner-.*@example\.com$/,
    `Test ${organization.ctx.orgId}`,
    "Owner",
  ]);
  await expect(page.getByRole("heading", { name: "Set Password" })).toBeVisible();

  await field(page, "New Password").fill("too short");
  await page.keyboard.press("Enter");
  await expect(field(page, "New Password")).toBeFocused();
  await expect(field(page, "New Password")).toHaveAccessibleDescription("Use at least 10 characters; this has 9.");
  await field(page, "New Password").fill(first);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Your password is set.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Change Password" })).toBeVisible();
  await expect(field(page, "New Password")).toHaveValue("");

  await signInByPassword(other, await emailOn(page), first);
  await expect(other).toHaveURL(/\/dashboard/);
});

test("changing the password takes the current one and signs out every other browser", async ({
  pageAs,
  page: other,
}) => {
  const page = await pageAs("member");
  await page.goto("/dashboard/account");
  await field(page, "New Password").fill(first);
  await button(page, "Set Password").click();
  await expect(page.getByText("This signs you out everywhere else.")).toBeVisible();
  await signInByPassword(other, await emailOn(page), first);
  await expect(other).toHaveURL(/\/dashboard/);

  await field(page, "Current Password").fill("not the password");
  await field(page, "New Password").fill(second);
  await button(page, "Change Password").click();
  await expect(field(page, "Current Password")).toHaveAccessibleDescription("This is not your current password.");
  await expect(field(page, "Current Password")).toBeFocused();
  await expectAccessible(page);

  await field(page, "Current Password").fill(first);
  await button(page, "Change Password").click();
  await expect(page.getByText("Your password was changed.")).toBeVisible();
  await other.goto("/dashboard");
  await expect(other).toHaveURL(/\/sign-in/);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Change Password" })).toBeVisible();
});

test("the name is saved, and shown in the menu", async ({ pageAs }) => {
  const page = await pageAs("finance");
  await page.goto("/dashboard/account");
  await field(page, "Name").fill(" ");
  await button(page, "Save Name").click();
  await expect(field(page, "Name")).toHaveAccessibleDescription("Enter your name.");
  await field(page, "Name").fill("Ada Lovelace");
  await button(page, "Save Name").click();
  await expect(page.getByText("Your name was saved.")).toBeVisible();
  await button(page, "Account").click();
  await expect(page.getByRole("menu", { name: "Account" })).toContainText("Ada Lovelace");
});
