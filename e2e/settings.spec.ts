import type { Page } from "@playwright/test";
import { prisma } from "#server/db.ts";
import { addMember, callApi, createTestOrganization } from "./organization.ts";
import { readTable } from "./read-table.ts";
import { expect, expectAccessible, test } from "./test.ts";

const settings = "/dashboard/settings";
const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };
const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });

test("members are invited, join by the link, get roles and are removed; the last owner stays", async ({
  pageAs,
  organization: scene,
  browser,
}) => {
  const page = await pageAs("owner", clipboard);
  await page.goto(`${settings}/members`);
  await expect(page).toHaveTitle(/^Members\b/);
  await expect(page.getByRole("navigation", { name: "Breadcrumb" })).toHaveText(/Dashboard\s*Settings\s*Members/);
  const members = page.getByRole("table", { name: "Members" });
  await expect(members.getByRole("row")).toHaveCount(2);

  await button(page, "Invite Member…").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Invite Member" }).click();
  await expect(dialog.getByRole("textbox", { name: "E-Mail Address" })).toHaveAccessibleDescription(
    "Enter an e-mail address, such as ann@example.com.",
  );
  const ann = `ann-${scene.ctx.orgId}@example.com`;
  await dialog.getByRole("textbox", { name: "E-Mail Address" }).fill(ann);
  await dialog.getByRole("radio", { name: /^Admin/ }).check();
  await expectAccessible(page, "[role=dialog]");
  await dialog.getByRole("button", { name: "Invite Member" }).click();
  await expect(dialog.getByText(/^No e-mail is sent: pass this link on/)).toBeVisible();
  await dialog.getByRole("button", { name: "Copy Link" }).click();
  const link = await copied(page);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(button(page, "Invite Member…")).toBeFocused();
  const invitations = page.getByRole("table", { name: "Open Invitations" });
  await expect(invitations).toContainText(ann);
  await invitations.getByRole("button", { name: `Copy Link for ${ann}` }).click();
  expect(await copied(page)).toBe(link);

  const theirs = await (await browser.newContext()).newPage();
  await theirs.goto(link);
  await theirs.getByLabel("Your Name").fill("Ann");
  await theirs.getByLabel("Password").fill("a long enough password");
  await theirs.getByRole("button", { name: "Create Account and Join" }).click();
  await expect(theirs.getByRole("heading", { name: "Dashboard", level: 1 })).toBeVisible();
  await theirs.goto(`${settings}/members`);
  await expect(theirs.getByRole("table", { name: "Members" })).toContainText(ann);
  // An admin neither changes owners nor makes them.
  await expect(theirs.getByRole("combobox", { name: "Role of Test owner" })).toHaveCount(0);
  await expect(theirs.getByRole("combobox", { name: "Role of Ann" })).not.toContainText("Owner");

  await page.reload();
  await expect(invitations).toHaveCount(0);
  const role = page.getByRole("combobox", { name: "Role of Ann" });
  await role.selectOption("Finance");
  await expect(page.getByText("Ann is now in finance.")).toBeVisible();
  await theirs.goto(`${settings}/members`);
  await expect(theirs.getByText("Members are managed by owners and admins.")).toBeVisible();
  await expect(theirs.getByRole("main").getByRole("link", { name: "Test owner" })).toBeVisible();
  await expectAccessible(theirs);
  await button(page, "Undo").click();
  await expect(role).toHaveValue("admin");

  await page.getByRole("combobox", { name: "Role of Test owner" }).selectOption("Member");
  const confirm = page.getByRole("alertdialog");
  await expect(confirm.getByRole("button", { name: "Cancel" })).toBeFocused();
  await confirm.getByRole("button", { name: "Change My Role" }).click();
  await expect(confirm.getByRole("alert")).toContainText("Make somebody else owner first.");
  await confirm.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("combobox", { name: "Role of Test owner" })).toHaveValue("owner");

  await button(page, "Remove Ann…").click();
  await confirm.getByRole("button", { name: "Remove Member" }).click();
  await expect(page.getByText("Ann was removed.")).toBeVisible();
  await expect(members.getByRole("row")).toHaveCount(2);
  await theirs.goto("/dashboard");
  await expect(theirs).toHaveURL(/\/sign-in\?error=no-organization/);
  await theirs.context().close();
});

test("a key is made with its secret shown once, works, and is refused at once when its name was typed", async ({
  pageAs,
}) => {
  const page = await pageAs("admin", clipboard);
  await page.goto(`${settings}/keys`);
  await button(page, "Create Key…").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: "Ingest" }).uncheck();
  await dialog.getByRole("checkbox", { name: "Reserve" }).uncheck();
  await dialog.getByRole("button", { name: "Create Key" }).click();
  await expect(dialog.getByText("Choose at least one scope.")).toBeVisible();
  await expect(dialog.getByRole("textbox", { name: "Name" })).toBeFocused();
  await dialog.getByRole("textbox", { name: "Name" }).fill("figures for finance");
  await dialog.getByRole("checkbox", { name: "Read" }).check();
  await dialog.getByRole("combobox", { name: "Ends" }).selectOption("In 30 Days");
  await expectAccessible(page, "[role=dialog]");
  await dialog.getByRole("button", { name: "Create Key" }).click();
  await dialog.getByRole("button", { name: "Copy Key" }).click();
  const key = await copied(page);
  await dialog.getByRole("button", { name: "Copy Export Command" }).click();
  expect(await copied(page)).toBe(`export PURSER_KEY=${key}`);
  await expectAccessible(page, "[role=dialog]");
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText(key)).toHaveCount(0);

  const projects = () =>
    fetch(`${process.env.PURSER_URL}/api/v1/projects`, { headers: { authorization: `Bearer ${key}` } });
  expect((await projects()).status).toBe(200);
  expect((await callApi({ key }, "POST", "/api/v1/events", { events: [] })).status).toBe(403);
  await page.reload();
  const table = page.getByRole("table", { name: "API Keys" });
  const { rows } = await readTable(table);
  const row = rows.find(({ Name }) => Name?.startsWith("figures for finance"));
  expect(row).toMatchObject({ Scopes: "Read", Name: expect.stringContaining(key.slice(0, 10)) });
  expect(row?.["Last Used"]).not.toBe("Never");
  expect(row?.Ends).not.toBe("Never");

  await button(page, "Revoke figures for finance…").click();
  const confirm = page.getByRole("alertdialog");
  const name = confirm.getByRole("textbox", { name: "Type the Name of the Key" });
  await name.fill("figures");
  await confirm.getByRole("button", { name: "Revoke Key" }).click();
  await expect(name).toHaveAccessibleDescription("Type the name as it is written: figures for finance");
  expect((await projects()).status).toBe(200);
  await name.fill("figures for finance");
  await confirm.getByRole("button", { name: "Revoke Key" }).click();
  await expect(page.getByText(/^The key “figures for finance” was revoked/)).toBeVisible();
  expect((await projects()).status).toBe(401);
  await page.getByRole("radio", { name: "All" }).check();
  await expect(table).toContainText("Revoked");
  await expect(page).toHaveURL(/show=all/);
});

test("the organisation is renamed; alerting says how people are told; who belongs to two switches between them", async ({
  pageAs,
  organization: scene,
}) => {
  const other = await createTestOrganization(["theirs"]);
  const page = await pageAs("owner", clipboard);
  await page.goto(`${settings}/organization`);
  await page.getByRole("textbox", { name: "Name of the Organisation" }).fill("Acme & Sons");
  await button(page, "Save Name").click();
  await expect(page.getByText("The name was saved.")).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" })).toContainText("Acme & Sons");
  await button(page, "Copy Organisation ID").click();
  expect(await copied(page)).toBe(scene.ctx.orgId);

  // How long calls are kept: what goes and what stays is said before; a day to take it back.
  const retention = page.getByRole("combobox", { name: "Keep Single Calls" });
  await retention.selectOption("3 months");
  await button(page, "Save…").click();
  const asked = page.getByRole("alertdialog", { name: "Keep Single Calls for 3 Months?" });
  await expect(asked).toContainText(/Deleted.*Stays.*Every total/s);
  await expectAccessible(page, "[role=alertdialog]");
  await asked.getByRole("button", { name: "Delete Older Calls" }).click();
  await expect(page.getByText("Calls are kept for 3 months.")).toBeVisible();
  await expect(page.getByText(/^Nothing is deleted before .* UTC\. Until then you can take it back\.$/)).toBeVisible();
  await retention.selectOption("For ever");
  await button(page, /^Save$/).click();
  await expect(page.getByText("Calls are kept for ever from now on.")).toBeVisible();
  await expect(page.getByText(/^Nothing is deleted before/)).toHaveCount(0);

  await page.goto(`${settings}/alerting`);
  await expect(page.getByText("No mail server is configured")).toBeVisible();
  await expect(page.getByRole("switch", { name: "Alerts for This Organisation" })).toBeChecked();

  const user = await prisma().user.findFirstOrThrow({
    where: { members: { some: { organizationId: scene.ctx.orgId } } },
  });
  await addMember(other, "owner");
  await prisma().member.create({
    data: {
      id: `${user.id}-2`,
      organizationId: other.ctx.orgId,
      userId: user.id,
      role: "member",
      createdAt: new Date(),
    },
  });
  await page.goto("/dashboard");
  await button(page, /^Account/).click();
  await page.getByRole("menuitemcheckbox", { name: `Test ${other.ctx.orgId}` }).click();
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "theirs" })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" })).not.toContainText("Acme & Sons");
});
