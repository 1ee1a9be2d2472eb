import { expect, test } from "./test.ts";

test("pages run their own scripts and no others, and cannot be framed", async ({ pageAs }) => {
  const page = await pageAs("owner");
  const refused: string[] = [];
  page.on("console", (message) => {
    if (/content security policy/i.test(message.text())) refused.push(message.text());
  });
  const nonces = new Set<string | undefined>();
  for (const path of ["/sign-in", "/dashboard", "/dashboard/account", "/dashboard/products/web/ai-cost", "/nowhere"]) {
    const headers = (await page.goto(path))?.headers() ?? {};
    const policy = headers["content-security-policy"] ?? "";
    expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "x-frame-options": "DENY" });
    nonces.add(/'nonce-([^']+)'/.exec(policy)?.[1]);
  }
  expect(nonces.size).toBe(5);

  // The page is alive: its own scripts were let in.
  await page.goto("/dashboard/account");
  await page.getByLabel("New Password", { exact: true }).fill("too short");
  await page.getByRole("button", { name: "Set Password" }).click();
  await expect(page.getByText("Use at least 10 characters; this has 9.")).toBeVisible();
  expect(refused).toEqual([]);

  await page.evaluate(() => {
    const image = document.createElement("div");
    image.innerHTML = `<img src="/none.png" onerror="document.title = 'taken over'">`;
    document.body.append(image);
  });
  await expect.poll(() => refused.length).toBeGreaterThan(0);
  await expect(page).not.toHaveTitle("taken over");
});
