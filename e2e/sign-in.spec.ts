import { expect, expectAccessible, test } from "./test.ts";

test("the sign-in page is shown to who is not signed in, and axe finds nothing", async ({ page }) => {
  await page.goto("/dashboard");
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByRole("heading", { name: "Sign In" })).toBeVisible();
  await expectAccessible(page);
});

test("a signed-in member sees the dashboard", async ({ pageAs }) => {
  const page = await pageAs("member");
  await page.goto("/dashboard");
  await expect(page).toHaveURL(/\/dashboard/);
  await expect(page.getByText("web").first()).toBeVisible();
});
