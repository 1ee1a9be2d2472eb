import type { Page } from "@playwright/test";
import { setLimit } from "#server/budgets/set-limit.ts";
import { dayAgo } from "../agent-calls.ts";
import { openAiCost } from "../ai-cost-page.ts";
import { nanos, usd } from "../expected-figures.ts";
import { budget, limitDialog, meter, openLimitDialog } from "../monthly-limit.ts";
import { createTestOrganization, sendEvents, type TestOrganization } from "../organization.ts";
import { readTable } from "../read-table.ts";
import { expect, type PageAs } from "../test.ts";
import { figure } from "./daily-spend.ts";

const line = "svg[data-projection=line]";
const reason = "Needs 7 days of data; 3 so far.";

/** With enough days a dashed line and a mark on the bar, which agree with a sum; with 3, why there is neither. */
export async function expectForecastHonesty(pageAs: PageAs): Promise<void> {
  const of = await steadyAndYoung();
  const page = await pageAs("owner", { of });
  const [year = 0, month = 1, day = 1] = dayAgo(0).split("-").map(Number);
  const lastDay = new Date(Date.UTC(year, month, 0));
  const ahead = lastDay.getUTCDate() - day;
  // Ten dollars on each day there was and on each that comes, thirty more yesterday.
  const projected = nanos(10 * lastDay.getUTCDate() + (day > 1 ? 30 : 0));

  await openAiCost(page, "steady");
  await expect(figure(page).locator(line)).toBeVisible();
  expect(
    await figure(page)
      .locator(`${line} polyline`)
      .evaluate((drawn) => getComputedStyle(drawn).strokeDasharray),
  ).toMatch(/^\d/);
  await expect(figure(page).getByText("Projected, with its 80% range")).toBeVisible();
  await expect(figure(page).getByText(/No forecast/)).toHaveCount(0);
  const mark = meter(page).locator("svg[data-projection]");
  await expect(mark).toBeVisible();
  const at = await mark.evaluate((drawn) => {
    const [box, track] = [drawn.getBoundingClientRect(), drawn.parentElement?.getBoundingClientRect()];
    return track && (box.left + box.width / 2 - track.left) / track.width;
  });
  expect(at).toBeCloseTo(Number(projected) / 1e9 / 1000, 2);
  await expect(meter(page)).toHaveAttribute("aria-valuetext", new RegExp(`; projected \\${usd(projected)}$`));
  await expect(budget(page)).toContainText(new RegExp(`Projected \\${usd(projected)} by .+, 80% range \\$`));
  await page.getByRole("button", { name: "View as Table" }).click();
  const table = figure(page).getByRole("table", { name: "Projected Days" });
  if (ahead === 0) await expect(table).toHaveCount(0);
  else expect((await readTable(table)).rows.map((row) => row.Projected)).toEqual(Array(ahead).fill("$10.00"));
  // Yesterday cost four times what was to be expected.
  await page.getByRole("button", { name: "View as Table" }).click();
  await expect(figure(page).locator(`[data-unusual="${dayAgo(1)}"]`)).toHaveCount(1);
  await expect(figure(page).getByText("Unusually high")).toBeVisible();
  await expectPreview(page, projected, lastDay, ahead);

  await openAiCost(page, "young");
  await expect(figure(page).getByText(`No forecast yet. ${reason}`)).toBeVisible();
  await expect(budget(page).getByText(`No projection yet. ${reason}`)).toBeVisible();
  await expect(page.locator("[data-projection]")).toHaveCount(0);
  await expect(meter(page)).toHaveAttribute("aria-valuetext", /used, on track$/);
}

/** The dialog says when another limit would be passed, and what is spent of one that would not. */
async function expectPreview(page: Page, projected: bigint, lastDay: Date, ahead: number): Promise<void> {
  const field = await openLimitDialog(page);
  await field.fill(String(Number(projected) / 5e8));
  await expect(field).toHaveAccessibleDescription(new RegExp(`you spend about \\${usd(projected)} by`));
  if (ahead > 0) {
    await field.fill(String(Number(projected) / 1e9));
    const end = lastDay.toLocaleDateString("en-US", { timeZone: "UTC", month: "short", day: "numeric" });
    await expect(field).toHaveAccessibleDescription(new RegExp(`at current pace you pass this on ${end}\\.`));
  }
  await limitDialog(page).getByRole("button", { name: "Cancel" }).click();
}

/** Ten dollars a day, at midnight: for 40 whole days, one of them dearer, and for three. Both may spend $1,000.00 a month. */
async function steadyAndYoung(): Promise<TestOrganization> {
  const of = await createTestOrganization(["steady", "young"]);
  const call = { agentId: "a", provider: "openai", model: "gpt-4.1", inputTokens: 9, outputTokens: 1 };
  await sendEvents(
    of,
    Object.entries({ steady: 40, young: 3 }).flatMap(([projectId, days]) =>
      Array.from({ length: days + 1 }, (_, back) => {
        const cost = projectId === "steady" && back === 1 ? 40 : 10;
        return { ...call, id: `${projectId}-${back}`, projectId, occurredAt: `${dayAgo(back)}T00:00:00Z`, cost };
      }),
    ),
  );
  for (const projectId of ["steady", "young"]) {
    await setLimit({ ctx: of.ctx, input: { projectId, limitDollars: 1000 } });
  }
  return of;
}
