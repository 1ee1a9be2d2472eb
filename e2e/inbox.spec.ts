import type { Page } from "@playwright/test";
import { askFor, badge, openLive, setTenDollarLimit, spend, toast } from "./inbox.ts";
import { callApi, sendEvents } from "./organization.ts";
import { expect, expectInEachTheme, expectNarrow, test } from "./test.ts";

const alerts = (page: Page) => page.getByRole("list", { name: "Alerts" }).getByRole("listitem");
const requests = (page: Page) => page.getByRole("list", { name: "Approvals" }).getByRole("listitem");
const tab = (page: Page, name: string) => page.getByRole("tab", { name });

test("a threshold that is crossed is told by toast, badge and list, without a reload, in every tab", async ({
  pageAs,
  organization: scene,
}) => {
  await setTenDollarLimit(scene, ["notify"]);
  const page = await pageAs("member", { of: scene });
  await openLive(page, "/dashboard");
  await expect(badge(page, /^Alerts$/)).toBeVisible();
  const inbox = await page.context().newPage();
  await inbox.goto("/dashboard/alerts");
  await expect(inbox.getByText("Nothing needs you.")).toBeVisible();

  await spend(scene, 8.4);
  await expect(alerts(inbox)).toHaveText(
    /Warning.*84% used, \$8\.40 of \$10\.00.*Monthly cost limit of the organisation/,
  );
  await page.bringToFront();
  await expect(badge(page, /^Alerts\s*1 open$/)).toBeVisible();
  await spend(scene, 1.2);
  await expect(toast(page, /^Critical: .+ has used 96% of its monthly limit of \$10\.00\.$/)).toBeVisible();
  await expect(badge(page, /^Alerts\s*2 open$/)).toBeVisible();
  await page
    .getByRole("region", { name: /^Notifications/ })
    .getByRole("button", { name: "View" })
    .first()
    .click();
  await expect(page).toHaveURL(/\/dashboard\/alerts$/);
  await expect(alerts(page)).toHaveCount(2);
  await expect(alerts(page).first()).toContainText("Critical");
  await alerts(page).first().getByRole("link", { name: "View Projects" }).click();
  await expect(page.getByRole("heading", { name: "Dashboard", level: 1 })).toBeVisible();
});

test("alerts are acknowledged one by one and together, undone, and kept; the tab is in the address", async ({
  pageAs,
  organization: scene,
}) => {
  await setTenDollarLimit(scene, ["notify"]);
  for (const cost of [8, 1.6, 1]) await spend(scene, cost);
  const page = await pageAs("member", { of: scene });
  await openLive(page, "/dashboard/alerts");
  await expect(alerts(page)).toHaveCount(3);
  await page.getByRole("button", { name: "Acknowledge Monthly cost limit of the organisation, exceeded" }).click();
  await expect(alerts(page)).toHaveCount(2);
  await expect(badge(page, /^Alerts\s*2 open$/)).toBeVisible();
  await expect(toast(page, "Acknowledged 1 alert.")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(alerts(page)).toHaveCount(3);
  await expect(badge(page, /^Alerts\s*3 open$/)).toBeVisible();

  await page.getByRole("checkbox", { name: /^Select All/ }).check();
  await page.getByRole("button", { name: "Acknowledge 3 Selected" }).click();
  await expect(page.getByText("Nothing needs you.")).toBeVisible();
  await expect(badge(page, /^Alerts$/)).toBeVisible();
  await tab(page, "Acknowledged").click();
  await expect(page).toHaveURL(/tab=acknowledged$/);
  await expect(alerts(page)).toHaveCount(3);
  await expect(alerts(page).first()).toContainText(/Acknowledged by member-.*@example\.com/);

  const other = await pageAs("finance", { of: scene });
  await other.goto("/dashboard/alerts?tab=acknowledged");
  await expect(alerts(other)).toHaveCount(3);
  await other.goto("/dashboard/alerts?tab=nonsense");
  await expect(other).toHaveURL(/\/alerts$/);

  await page.route("**/api/trpc/alerts.acknowledge*", (route) => route.fulfill({ status: 500, body: "oh no" }));
  await page.getByRole("button", { name: /^Reopen Monthly.*warning$/ }).click();
  await expect(toast(page, /^Nothing was changed\./)).toBeVisible();
  await expect(alerts(page)).toHaveCount(3);
});

test("more alerts than a page holds come 50 at a time, and stay as they are acknowledged", async ({
  pageAs,
  organization: scene,
}) => {
  const limit = { scope: "agent", window: "month", unit: "cost", limit: 1, onExceeded: ["notify"] };
  expect((await callApi(scene, "PUT", "/api/v1/budgets/each", limit)).ok).toBe(true);
  const call = { projectId: "web", provider: "openai", model: "gpt-4.1", inputTokens: 9, outputTokens: 1, cost: 0.85 };
  await sendEvents(
    scene,
    Array.from({ length: 53 }, (_, i) => ({ ...call, id: `many-${i}`, agentId: `many-${i}` })),
  );
  const page = await pageAs("member", { of: scene });
  await openLive(page, "/dashboard/alerts");
  await expect(alerts(page)).toHaveCount(50);
  await page.getByRole("button", { name: "Show More Alerts" }).click();
  await expect(alerts(page)).toHaveCount(53);
  await expect(page.getByRole("button", { name: "Show More Alerts" })).toHaveCount(0);
  await page.getByRole("button", { name: "Acknowledge Monthly cost limit of agent many-7, warning" }).click();
  await expect(alerts(page)).toHaveCount(52);
  await expect(badge(page, /^Alerts\s*52 open$/)).toBeVisible();
});

test("alerting is turned off for the whole organisation by owners and admins only", async ({
  pageAs,
  organization: scene,
}) => {
  await setTenDollarLimit(scene, ["notify"]);
  const owner = await pageAs("owner", { of: scene });
  await owner.goto("/dashboard/alerts");
  await owner.getByRole("switch", { name: "Alerts for This Organisation" }).click();
  await expect(owner.getByText("Alerts are off for the whole organisation.")).toBeVisible();
  await spend(scene, 9.9);
  const member = await pageAs("member", { of: scene });
  await member.goto("/dashboard/alerts");
  await expect(member.getByText("An owner or admin can turn them on.")).toBeVisible();
  await expect(member.getByRole("switch", { name: "Alerts for This Organisation" })).toHaveCount(0);
  await expect(member.getByText("Nothing needs you.")).toBeVisible();
});

test("what is approved in the page goes on: the waiting agent is answered and its reservation holds", async ({
  pageAs,
  organization: scene,
}) => {
  await setTenDollarLimit(scene, ["notify", "approval"]);
  const page = await pageAs("admin", { of: scene });
  await openLive(page, "/dashboard/approvals");
  await expect(page.getByText("Nothing waiting for you.")).toBeVisible();
  const id = await askFor(scene, 12, "r1");
  await expect(toast(page, /^scout asks to spend up to \$12\.00 over the monthly limit of .+\.$/)).toBeVisible();
  await expect(badge(page, /^Approvals\s*1 waiting$/)).toBeVisible();
  const month = new Intl.DateTimeFormat("en-US", { month: "long", timeZone: "UTC" }).format();
  await expect(requests(page)).toContainText(
    `Passes ${month} limit of the organisation, $10.00, by $2.00. Monthly cost limit of the organisation: $0.00 spent of $10.00.`,
  );
  const answered = fetch(`${process.env.PURSER_URL}/api/v1/approvals/${id}?wait=30`, {
    headers: { authorization: `Bearer ${scene.key}` },
  });

  await page.getByRole("button", { name: "Approve the request of scout…" }).click();
  const dialog = page.getByRole("dialog", { name: "Approve This Request?" });
  await dialog.getByRole("radio", { name: `An extra amount for ${month}` }).check();
  await dialog.getByRole("textbox", { name: "Extra amount in dollars" }).fill("1.99");
  await dialog.getByRole("button", { name: "Approve" }).click();
  await expect(dialog.getByText("This call lacks $2.00: enter that or more.")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Extra amount in dollars" }).fill("15");
  await expect(dialog.getByText(`Raises ${month} limit of the organisation from $10.00 to $25.00.`)).toBeVisible();
  await dialog.getByRole("button", { name: "Approve" }).click();
  await expect(dialog).toBeHidden();
  expect(await (await answered).json()).toMatchObject({ status: "approved", extra: 15 });
  const again = { id: "r1", agentId: "scout", projectId: "web", amount: 12 };
  expect((await callApi(scene, "POST", "/api/v1/reservations", again)).status).toBe(201);
  await expect(page.getByText("Nothing waiting for you.")).toBeVisible();
  await expect(badge(page, /^Approvals$/)).toBeVisible();
  await tab(page, "Approved").click();
  await expect(requests(page)).toHaveText(/Approved.*scout asks to spend up to \$12\.00.*Raised the limit by \$15\.00/);
});

test("a rejection needs a reason; decided once, the second person is told", async ({ pageAs, organization: scene }) => {
  await setTenDollarLimit(scene, ["approval"]);
  await askFor(scene, 12, "r1");
  const first = await pageAs("owner", { of: scene });
  const second = await pageAs("admin", { of: scene });
  for (const page of [first, second]) await openLive(page, "/dashboard/approvals");
  await second.getByRole("button", { name: "Approve the request of scout…" }).click();
  const approving = second.getByRole("dialog", { name: "Approve This Request?" });
  await expect(approving).toBeVisible();

  await first.getByRole("button", { name: "Reject the request of scout…" }).click();
  const rejecting = first.getByRole("dialog", { name: "Reject This Request?" });
  await rejecting.getByRole("button", { name: "Reject" }).click();
  await expect(rejecting.getByText("Enter a reason: the agent is told why.")).toBeVisible();
  await rejecting.getByRole("textbox", { name: "Reason" }).fill("Not this week");
  await rejecting.getByRole("button", { name: "Reject" }).click();
  await expect(rejecting).toBeHidden();

  await approving.getByRole("button", { name: "Approve" }).click();
  await expect(approving.getByText(/^This request was already rejected by owner-.*@example\.com\.$/)).toBeVisible();
  await approving.getByRole("button", { name: "Close" }).click();
  await expect(second.getByText("Nothing waiting for you.")).toBeVisible();
  await tab(second, "Approved").click();
  await expect(second.getByText("Nothing approved yet.")).toBeVisible();
  await tab(second, "Rejected").click();
  await expect(second).toHaveURL(/\?tab=rejected$/);
  await expect(requests(second)).toHaveText(/Rejected.*“Not this week”/);

  const member = await pageAs("member", { of: scene });
  await askFor(scene, 13, "r2");
  await member.goto("/dashboard/approvals");
  await expect(member.getByText("An owner or admin of the organisation decides these.")).toBeVisible();
  await expect(member.getByRole("button", { name: /^Approve/ })).toHaveCount(0);
});

/** A browser that says yes or no, and keeps what it is asked to show. */
function fakeNotifications(answer: string) {
  const shown: string[] = [];
  let permission = "default";
  class Fake {
    static get permission() {
      return permission;
    }
    static async requestPermission() {
      permission = answer;
      return permission;
    }
    constructor(title: string) {
      shown.push(title);
    }
  }
  Reflect.set(window, "Notification", Fake);
  Reflect.set(window, "shownNotifications", shown);
}

test("desktop alerts are asked for by a button, shown once for all tabs, and said to be blocked", async ({
  pageAs,
  organization: scene,
}) => {
  await setTenDollarLimit(scene, ["notify"]);
  const page = await pageAs("member", { of: scene });
  await page.context().addInitScript(fakeNotifications, "granted");
  await openLive(page, "/dashboard/alerts");
  await page.getByRole("button", { name: "Enable Desktop Alerts" }).click();
  await expect(page.getByText("Desktop alerts are on while a page of Purser is open.")).toBeVisible();
  const behind = await page.context().newPage();
  await behind.goto("/dashboard");
  await spend(scene, 9);
  const shown = (of: Page) => of.evaluate(() => Reflect.get(window, "shownNotifications"));
  // It listens once it is idle, which on a busy machine takes longer than anything else here.
  await expect(badge(behind, /^Alerts\s*1 open$/)).toBeVisible({ timeout: 30_000 });
  await expect.poll(() => shown(page)).toEqual(["Purser: Warning: 90% used"]);
  expect(await shown(behind)).toEqual([]);
  await page.getByRole("button", { name: "Disable Desktop Alerts" }).click();
  await expect(page.getByRole("button", { name: "Enable Desktop Alerts" })).toBeVisible();

  const refusing = await pageAs("member", { of: scene });
  await refusing.addInitScript(fakeNotifications, "denied");
  await refusing.goto("/dashboard/alerts");
  await refusing.getByRole("button", { name: "Enable Desktop Alerts" }).click();
  await expect(refusing.getByText(/^Desktop alerts are blocked\. Allow notifications/)).toBeVisible();
});

test("axe finds nothing in light and in dark, and at 320 px nothing scrolls sideways: alerts and approvals", async ({
  pageAs,
  organization: scene,
}) => {
  await setTenDollarLimit(scene, ["notify", "approval"]);
  for (const cost of [8, 1.6]) await spend(scene, cost);
  await askFor(scene, 12, "r1");
  const page = await pageAs("owner", { of: scene, reducedMotion: "reduce" });
  await page.goto("/dashboard/alerts");
  await page.getByRole("checkbox", { name: /^Select All/ }).check();
  await expectInEachTheme(page);
  await expectNarrow(page);
  await page.getByRole("button", { name: /^Acknowledge \d Selected/ }).click();
  await expect(page.getByText("Nothing needs you.")).toBeVisible();
  await expectInEachTheme(page);
  await page.goto("/dashboard/approvals");
  await expect(requests(page)).toHaveCount(1);
  await expectInEachTheme(page);
  await expectNarrow(page);
  await page.getByRole("button", { name: /^Approve the request/ }).click();
  await page.getByRole("radio", { name: /^An extra amount/ }).check();
  await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await expect(page.getByRole("dialog").getByText(/^Enter an amount/)).toBeVisible();
  await expectInEachTheme(page, "[role=dialog]");
  await expectNarrow(page);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Reject the request/ }).click();
  await expect(page.getByRole("dialog", { name: "Reject This Request?" })).toBeVisible();
  await expectInEachTheme(page, "[role=dialog]");
});
