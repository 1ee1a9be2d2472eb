import type { Page } from "@playwright/test";
import { card, openAiCost } from "../ai-cost-page.ts";
import { budget, meter, noLimit, setLimit, spend400 } from "../monthly-limit.ts";
import { readTable } from "../read-table.ts";
import { expect, type PageAs } from "../test.ts";

const icons = { "On Track": "circle-check", "Near Limit": "triangle-alert", "Over Limit": "circle-alert" } as const;
const fills = {
  "On Track": "rgb(72, 159, 125)",
  "Near Limit": "rgb(201, 133, 16)",
  "Over Limit": "rgb(124, 0, 12)",
} as const;
type Label = keyof typeof icons;

/** The same $400.00 against five limits: 79.99, 80, 99.97, 100 and 134 %. What is said never rounds up over a threshold. */
const steps: { limit: string; text: string; percent: string; label: Label; valueText: string; part: number }[] = [
  {
    limit: "500.0625",
    text: "$500.0625",
    percent: "79%",
    label: "On Track",
    valueText: "79% of $500.0625 used, on track",
    part: 0.7999,
  },
  {
    limit: "500",
    text: "$500.00",
    percent: "80%",
    label: "Near Limit",
    valueText: "80% of $500.00 used, near limit",
    part: 0.8,
  },
  {
    limit: "400.12",
    text: "$400.12",
    percent: "99%",
    label: "Near Limit",
    valueText: "99% of $400.12 used, near limit",
    part: 0.9997,
  },
  {
    limit: "400.00",
    text: "$400.00",
    percent: "100%",
    label: "Over Limit",
    valueText: "100% of $400.00 used, over limit",
    part: 1,
  },
  {
    limit: "$298.50",
    text: "$298.50",
    percent: "134%",
    label: "Over Limit",
    valueText: "134% of $298.50 used, over limit",
    part: 1 / 1.34,
  },
];

/** The bar turns at 80 and 100 %, without a reload, and says so in words, icon and colour. */
export async function expectBudgetHonesty(pageAs: PageAs): Promise<void> {
  const page = await pageAs("owner", { of: await spend400(), colorScheme: "light" });
  await openAiCost(page, "web");
  await expect(budget(page)).toContainText(noLimit);
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  for (const { limit, text, percent, label, valueText, part } of steps) {
    await setLimit(page, limit);
    await expect(meter(page)).toHaveAttribute("aria-valuetext", valueText);
    await expect(budget(page)).toContainText(`$400.00 of ${text}`);
    await expect(
      budget(page)
        .getByText(/^[<>]?\d[\d,.]*%$/)
        .first(),
    ).toHaveText(percent);
    for (const place of [budget(page), card(page, "Budget Used")]) {
      await expect(place.getByText(percent, { exact: true }).first()).toBeVisible();
      await expect(place.getByText(label, { exact: true }).locator(`svg.lucide-${icons[label]}`)).toBeVisible();
      for (const other of Object.keys(icons).filter((name) => name !== label)) {
        await expect(place.getByText(other, { exact: true })).toHaveCount(0);
      }
    }
    await expect(budget(page).getByText(/has used its whole limit/)).toHaveCount(label === "Over Limit" ? 1 : 0);
    const bar = await barOf(page);
    expect(bar.colour).toBe(fills[label]);
    expect(bar.part).toBeCloseTo(part, 2);
  }
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);

  await page.goto("/dashboard");
  const { rows } = await readTable(page.getByRole("table", { name: "Projects" }));
  expect(rows).toMatchObject([{ "Budget Used": "134%", Status: "Over Limit", Spend: "$400.00" }]);

  await openAiCost(page, "web");
  await setLimit(page, "0");
  await expect(budget(page)).toContainText(noLimit);
  await expect(meter(page)).toHaveCount(0);
  await expect(card(page, "Budget Used")).toContainText("No limit");
}

/** The colour of the bar's fill, and how far that reaches of the track. */
function barOf(page: Page) {
  return meter(page).evaluate((bar) => {
    const fill = [...bar.querySelectorAll("div")].find((box) => {
      const colour = getComputedStyle(box).backgroundColor;
      return box.childElementCount === 0 && colour !== "rgba(0, 0, 0, 0)" && box.clientHeight > 2;
    });
    return {
      colour: fill && getComputedStyle(fill).backgroundColor,
      part: (fill?.getBoundingClientRect().width ?? 0) / bar.getBoundingClientRect().width,
    };
  });
}
