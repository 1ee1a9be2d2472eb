import { openAiCost } from "./ai-cost-page.ts";
import { budget, limitDialog, meter, openLimitDialog, setLimit, spend400 } from "./monthly-limit.ts";
import { callApi } from "./organization.ts";
import { expect, test } from "./test.ts";

test("the dialog says what a limit would mean, refuses what is none, and leaves all as it was", async ({ pageAs }) => {
  const page = await pageAs("owner", { of: await spend400() });
  const sent: string[] = [];
  page.on("request", (request) => request.url().includes("setBudgetLimit") && sent.push(request.url()));
  await openAiCost(page, "web");
  await setLimit(page, "500");
  expect(sent).toHaveLength(1);

  const field = await openLimitDialog(page);
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("500");
  await field.fill("$1,234");
  await expect(field).toHaveValue("1,234"); // the sign stands before the field already
  await expect(field).toHaveAccessibleDescription(/^Limit \$1,234\.00: /);
  await field.fill("300");
  await expect(field).toHaveAccessibleDescription(/\$400\.00 this month, so this limit is used up already/);
  for (const wrong of ["-5", "12,34", "1.000,50", "plenty", "1.0000000001", "", "1e3", "12.50.1", "2000000000"]) {
    await field.fill(wrong);
    await limitDialog(page).getByRole("button", { name: "Save Limit" }).click();
    await expect(field, wrong).toHaveAttribute("aria-invalid", "true");
    await expect(field, wrong).toHaveAccessibleDescription(/^Enter (an amount|at most) /);
    await expect(field, wrong).toBeFocused();
  }
  expect(sent).toHaveLength(1);

  await page.keyboard.press("Escape");
  await expect(limitDialog(page)).toBeHidden();
  await expect(page.getByRole("button", { name: "Edit Monthly Limit…" })).toBeFocused();
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

  await openLimitDialog(page);
  const block = limitDialog(page).getByRole("switch", { name: "Stop Calls at the Limit" });
  await expect(block).not.toBeChecked();
  await block.check();
  await expect(limitDialog(page)).toContainText(
    "Calls that would pass the limit are refused until the next UTC month.",
  );
  await limitDialog(page).getByRole("button", { name: "Save Limit" }).click();
  await expect(limitDialog(page)).toBeHidden();
  await expect(budget(page)).toContainText("Calls that would pass the limit are refused until the next UTC month.");
  expect(await reserve()).toMatchObject({ code: "budget_exceeded" });
});

test("two who edit one limit: the second is told what it is now, and keeps what was typed", async ({ pageAs }) => {
  const scene = await spend400();
  const first = await pageAs("owner", { of: scene });
  const second = await pageAs("admin", { of: scene });
  await openAiCost(first, "web");
  await openAiCost(second, "web");
  const field = await openLimitDialog(second);
  await field.fill("800");
  await setLimit(first, "500");
  await limitDialog(second).getByRole("button", { name: "Save Limit" }).click();
  await expect(limitDialog(second).getByRole("alert")).toContainText(
    /Someone changed this limit .* It is \$500 now, set by owner-/,
  );
  await expect(field).toHaveValue("800");
  // Told, whoever saves again means it.
  const save = limitDialog(second).getByRole("button", { name: "Save Limit" });
  await expect(save).not.toHaveAttribute("aria-disabled", "true");
  await save.click();
  await expect(limitDialog(second)).toBeHidden();
  await expect(meter(second)).toHaveAttribute("aria-valuetext", startingWith("50% of $800.00 used, on track"));
});

/** The text, alone or with more after a semicolon. */
const startingWith = (text: string) => new RegExp(`^${text.replace(/[$.]/g, "\\$&")}(;|$)`);
