import type { Locator, Page } from "@playwright/test";
import { dayAgo } from "./agent-calls.ts";
import { card, openAiCost } from "./ai-cost-page.ts";
import { callApi, createTestOrganization, sendEvents, type TestOrganization } from "./organization.ts";
import { readTable } from "./read-table.ts";
import { expect, test } from "./test.ts";

const noLimit = "No monthly limit. Spend is tracked but nothing stops.";
const procedure = "**/api/trpc/aiCost.setBudgetLimit*";

/** A project that has spent $400.00 this month. */
async function spend400(): Promise<TestOrganization> {
  const organization = await createTestOrganization();
  const call = { projectId: "web", agentId: "scout", provider: "openai", model: "gpt-4.1", outputTokens: 1 };
  const occurredAt = `${dayAgo(0)}T00:00:00Z`;
  await sendEvents(organization, [{ ...call, id: "c1", occurredAt, inputTokens: 1, cost: 400 }]);
  return organization;
}

const budget = (page: Page) => page.getByRole("region", { name: "Monthly Budget" });
const meter = (page: Page) => page.getByRole("meter", { name: "Monthly Budget Used" });
const dialog = (page: Page) => page.getByRole("dialog", { name: "Edit Monthly Limit" });

async function openDialog(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Edit Monthly Limit…" }).click();
  return dialog(page).getByRole("textbox", { name: "Monthly limit" });
}

async function setLimit(page: Page, text: string): Promise<void> {
  await (await openDialog(page)).fill(text);
  await dialog(page).getByRole("button", { name: "Save Limit" }).click();
  await expect(dialog(page)).toBeHidden();
}

/** What the bar looks like: the colour of its fill, how far that reaches of the track, and the drawing beside the label. */
function looksOf(page: Page, label: string) {
  return budget(page).evaluate((panel, status) => {
    const bar = panel.querySelector("[role=meter]");
    const boxes = [...(bar?.querySelectorAll("div") ?? [])];
    const coloured = boxes.find((box) => {
      const colour = getComputedStyle(box).backgroundColor;
      return box.childElementCount === 0 && colour !== "rgba(0, 0, 0, 0)" && box.clientHeight > 2;
    });
    const text = [...panel.querySelectorAll("span")].find((span) => span.textContent === status);
    return {
      colour: coloured && getComputedStyle(coloured).backgroundColor,
      part: (coloured?.getBoundingClientRect().width ?? 0) / (bar?.getBoundingClientRect().width ?? 1),
      icon: text?.querySelector("svg")?.innerHTML,
      ink: text && getComputedStyle(text).color,
    };
  }, label);
}

// The same $400.00 against five limits: what is said never rounds up over a threshold.
const steps = [
  { limit: "500.0625", percent: "79%", label: "On Track", valueText: "79% of $500.0625 used, on track", part: 0.7999 },
  { limit: "500", percent: "80%", label: "Near Limit", valueText: "80% of $500.00 used, near limit", part: 0.8 },
  { limit: "400.12", percent: "99%", label: "Near Limit", valueText: "99% of $400.12 used, near limit", part: 0.9997 },
  { limit: "400.00", percent: "100%", label: "Over Limit", valueText: "100% of $400.00 used, over limit", part: 1 },
  {
    limit: "$298.50",
    percent: "134%",
    label: "Over Limit",
    valueText: "134% of $298.50 used, over limit",
    part: 1 / 1.34,
  },
];
const fills: Record<string, string> = {
  "On Track": "rgb(72, 159, 125)",
  "Near Limit": "rgb(201, 133, 16)",
  "Over Limit": "rgb(124, 0, 12)",
};

test("the bar turns at 80 and 100 %, without a reload, and says so in words, icon and colour", async ({ pageAs }) => {
  const page = await pageAs("owner", { of: await spend400(), colorScheme: "light" });
  await openAiCost(page, "web");
  await expect(budget(page)).toContainText(noLimit);
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));

  const icons = new Map<string, Set<unknown>>();
  for (const { limit, percent, label, valueText, part } of steps) {
    await setLimit(page, limit);
    await expect(meter(page)).toHaveAttribute("aria-valuetext", startingWith(valueText));
    await expect(budget(page).getByText(percent, { exact: true }).first()).toBeVisible();
    await expect(budget(page).getByText(label, { exact: true })).toBeVisible();
    await expect(card(page, "Budget Used").getByText(percent, { exact: true })).toBeVisible();
    await expect(card(page, "Budget Used").getByText(label, { exact: true })).toBeVisible();
    await expect(budget(page).getByText(/has used its whole limit/)).toHaveCount(label === "Over Limit" ? 1 : 0);

    const looks = await looksOf(page, label);
    expect(looks.colour).toBe(fills[label]);
    expect(looks.part).toBeCloseTo(part, 2);
    icons.set(label, (icons.get(label) ?? new Set()).add(`${looks.icon} ${looks.ink}`));
  }
  expect([...icons.values()].map((drawn) => drawn.size)).toEqual([1, 1, 1]);
  expect(new Set([...icons.values()].flatMap((drawn) => [...drawn])).size).toBe(3);
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);

  await page.goto("/dashboard");
  const { rows } = await readTable(page.getByRole("table", { name: "Projects" }));
  expect(rows).toMatchObject([{ "Budget Used": "134%", Status: "Over Limit", Spend: "$400.00" }]);

  await openAiCost(page, "web");
  await setLimit(page, "0");
  await expect(budget(page)).toContainText(noLimit);
  await expect(meter(page)).toHaveCount(0);
  await expect(card(page, "Budget Used")).toContainText("No limit");
});

test("the dialog says what a limit would mean, refuses what is none, and leaves all as it was", async ({ pageAs }) => {
  const page = await pageAs("owner", { of: await spend400() });
  const sent: string[] = [];
  page.on("request", (request) => request.url().includes("setBudgetLimit") && sent.push(request.url()));
  await openAiCost(page, "web");
  await setLimit(page, "500");
  expect(sent).toHaveLength(1);

  const field = await openDialog(page);
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("500");
  await field.fill("$1,234");
  await expect(field).toHaveValue("1,234"); // the sign stands before the field already
  await expect(field).toHaveAccessibleDescription(/^Limit \$1,234\.00: /);
  await field.fill("300");
  await expect(field).toHaveAccessibleDescription(/\$400\.00 this month, so this limit is used up already/);
  for (const wrong of ["-5", "12,34", "1.000,50", "plenty", "1.0000000001", "", "1e3", "12.50.1", "2000000000"]) {
    await field.fill(wrong);
    await dialog(page).getByRole("button", { name: "Save Limit" }).click();
    await expect(field, wrong).toHaveAttribute("aria-invalid", "true");
    await expect(field, wrong).toHaveAccessibleDescription(/^Enter (an amount|at most) /);
    await expect(field, wrong).toBeFocused();
  }
  expect(sent).toHaveLength(1);

  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByRole("button", { name: "Edit Monthly Limit…" })).toBeFocused();
  await expect(meter(page)).toHaveAttribute("aria-valuetext", /^80% of \$500\.00 used/);
  await page.reload();
  await expect(meter(page)).toHaveAttribute("aria-valuetext", /^80% of \$500\.00 used/);
});

test("a limit that the server did not store changes nothing and says so", async ({ pageAs }) => {
  const page = await pageAs("admin", { of: await spend400() });
  await openAiCost(page, "web");
  await setLimit(page, "500");

  const field = await openDialog(page);
  await field.fill("100");
  await page.route(procedure, (route) => route.fulfill({ status: 500, json: trpcFailure }));
  await dialog(page).getByRole("button", { name: "Save Limit" }).click();
  await expect(dialog(page).getByRole("alert")).toContainText("The limit was not changed.");
  await page.unroute(procedure);
  await page.route(procedure, (route) => route.abort());
  await dialog(page).getByRole("button", { name: "Save Limit" }).click();
  await expect(dialog(page).getByRole("alert")).toHaveText(
    "Purser did not answer, so the limit may not have changed. Check that it is running and try again.",
  );
  await page.unroute(procedure);
  await dialog(page).getByRole("button", { name: "Cancel" }).click();
  await expect(meter(page)).toHaveAttribute("aria-valuetext", /^80% of \$500\.00 used/);
  await page.reload();
  await expect(meter(page)).toHaveAttribute("aria-valuetext", /^80% of \$500\.00 used/);
});

test("calls stop at the limit once that is switched on, and the bar says which", async ({ pageAs }) => {
  const scene = await spend400();
  const page = await pageAs("owner", { of: scene });
  const reserve = async () => {
    const call = { projectId: "web", agentId: "scout", amount: 1 };
    return (await callApi(scene, "POST", "/api/v1/reservations", call)).json();
  };
  await openAiCost(page, "web");
  await setLimit(page, "400.50");
  await expect(budget(page)).toContainText("You are told, but nothing stops: calls go on past the limit");
  expect(await reserve()).toMatchObject({ decision: "allow" });

  await openDialog(page);
  const block = dialog(page).getByRole("switch", { name: "Stop Calls at the Limit" });
  await expect(block).not.toBeChecked();
  await block.check();
  await expect(dialog(page)).toContainText("Calls that would pass the limit are refused until the next UTC month.");
  await dialog(page).getByRole("button", { name: "Save Limit" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(budget(page)).toContainText("Calls that would pass the limit are refused until the next UTC month.");
  expect(await reserve()).toMatchObject({ code: "budget_exceeded" });
});

test("two who edit one limit: the second is told what it is now, and keeps what was typed", async ({ pageAs }) => {
  const scene = await spend400();
  const first = await pageAs("owner", { of: scene });
  const second = await pageAs("admin", { of: scene });
  await openAiCost(first, "web");
  await openAiCost(second, "web");
  const field = await openDialog(second);
  await field.fill("800");
  await setLimit(first, "500");
  await dialog(second).getByRole("button", { name: "Save Limit" }).click();
  await expect(dialog(second).getByRole("alert")).toContainText(
    /Someone changed this limit .* It is \$500 now, set by owner-/,
  );
  await expect(field).toHaveValue("800");
  // Told, whoever saves again means it.
  const save = dialog(second).getByRole("button", { name: "Save Limit" });
  await expect(save).not.toHaveAttribute("aria-disabled", "true");
  await save.click();
  await expect(dialog(second)).toBeHidden();
  await expect(meter(second)).toHaveAttribute("aria-valuetext", startingWith("50% of $800.00 used, on track"));
});

const trpcFailure = {
  error: {
    message: "Something went wrong on our side.",
    code: -32603,
    data: { code: "INTERNAL_SERVER_ERROR", httpStatus: 500 },
  },
};

/** The text, alone or with more after a semicolon. */
const startingWith = (text: string) => new RegExp(`^${text.replace(/[$.]/g, "\\$&")}(;|$)`);
