import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { setTenDollarLimit, spend } from "./inbox.ts";
import { expect, expectInEachTheme, test } from "./test.ts";

type Received = { headers: Record<string, string>; body: string };

/** An address that takes what it is sent. */
async function receiver() {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    received.push({ headers: request.headers as Record<string, string>, body });
    response.end("thanks");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/purser`;
  return { received, url, close: () => server.close() };
}

test("a webhook is added with its secret shown once, tested, delivered to, redelivered, changed, turned off and removed", async ({
  pageAs,
  organization: scene,
}) => {
  await setTenDollarLimit(scene, ["webhook"]);
  const { received, url, close } = await receiver();
  const page = await pageAs("admin", { of: scene });
  await page.goto("/dashboard/settings/webhooks");
  await expect(page.getByText("No webhooks yet.")).toBeVisible();
  await page.getByRole("button", { name: "Add Webhook…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Address" }).fill("example.com");
  await dialog.getByRole("button", { name: "Add Webhook" }).click();
  await expect(dialog.getByText("Enter an address that begins with https:// or http://.")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Address" }).fill(url);
  await dialog.getByRole("checkbox", { name: "An agent goes on" }).uncheck();
  await dialog.getByRole("button", { name: "Add Webhook" }).click();
  await expect(dialog.getByRole("heading", { name: "Copy the Secret" })).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Copy Secret" })).toBeVisible();
  const secret = await dialog.getByText(/^whsec_/).innerText();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText(secret)).toHaveCount(0);
  const card = page.getByRole("list", { name: "Webhooks" }).getByRole("listitem");
  await expect(card).toContainText(url);

  await card.getByRole("button", { name: "Send Test Event" }).click();
  const rows = card.getByRole("table", { name: "Deliveries" }).locator("tbody tr");
  await expect(rows).toHaveText(/Test event.*Delivered.*1.*200: thanks/);
  const [test] = received;
  expect(new Webhook(secret).verify(test?.body ?? "", test?.headers ?? {})).toMatchObject({ type: "Test" });

  await spend(scene, 9);
  await card.getByRole("button", { name: "Deliveries" }).click();
  await card.getByRole("button", { name: "Deliveries" }).click();
  await expect.poll(() => received.length).toBe(2);
  await card.getByRole("button", { name: "Redeliver Test" }).click();
  await expect.poll(() => received.length).toBe(3);
  await expect(rows).toHaveCount(3);
  await expect(card.getByText("Delivered")).toHaveCount(3);

  await card.getByRole("button", { name: "Edit…" }).click();
  await expect(dialog.getByRole("checkbox", { name: "An agent goes on" })).not.toBeChecked();
  await dialog.getByRole("textbox", { name: "Address" }).fill("http://ann:secret@127.0.0.1/");
  await dialog.getByRole("button", { name: "Save Webhook" }).click();
  await expect(dialog.getByText(/^The address must not hold a user name or a password/)).toBeVisible();
  await dialog.getByRole("textbox", { name: "Address" }).fill(`${url}/moved`);
  await dialog.getByRole("button", { name: "Save Webhook" }).click();
  await expect(card).toContainText(`${url}/moved`);
  await card.getByRole("button", { name: "Turn Off" }).click();
  await expect(card.getByText("Off", { exact: true })).toBeVisible();
  await expect(card.getByRole("button", { name: "Turn On" })).toBeVisible();

  await card.getByRole("button", { name: "Remove…" }).click();
  await page.getByRole("button", { name: "Remove Webhook" }).click();
  await expect(page.getByText("No webhooks yet.")).toBeVisible();
  close();

  const member = await pageAs("member", { of: scene });
  await member.goto("/dashboard/settings/webhooks");
  await expect(member.getByText("Webhooks are set up by owners and admins.")).toBeVisible();
  await expect(member.getByRole("link", { name: "Webhooks" })).toHaveCount(0);
});

test("axe finds nothing in light and in dark, and at 320 px nothing scrolls sideways: webhooks", async ({
  pageAs,
  organization: scene,
}) => {
  const { url, close } = await receiver();
  const page = await pageAs("owner", { of: scene, reducedMotion: "reduce" });
  await page.goto("/dashboard/settings/webhooks");
  await page.getByRole("button", { name: "Add Webhook…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Add Webhook" }).click();
  await expectInEachTheme(page, "[role=dialog]");
  await page.getByRole("textbox", { name: "Address" }).fill(url);
  await page.getByRole("radio", { name: /^Slack/ }).check();
  await page.getByRole("dialog").getByRole("button", { name: "Add Webhook" }).click();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Send Test Event" }).click();
  await expect(page.getByRole("table", { name: "Deliveries" })).toContainText("Delivered");
  await expectInEachTheme(page);
  await page.setViewportSize({ width: 320, height: 640 });
  // A toast on its way out may still be wider.
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  close();
});
