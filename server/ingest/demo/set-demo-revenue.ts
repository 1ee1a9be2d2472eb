import type { Ctx } from "#server/context.ts";
import { setRevenue } from "#server/revenue/set-revenue.ts";
import { addMonths, monthKey } from "#server/time/window.ts";

/** What a demo product earned (dollars) and delivered in the first of its months, and by how much that grows a month. */
const products = [
  { projectId: "storefront", revenue: 3_180, units: 412, growth: 0.06 },
  { projectId: "checkout-api", revenue: 940, units: 1_260, growth: 0.035 },
  { projectId: "mobile-app", revenue: 1_720, units: 305, growth: -0.02 },
  // A service desk earns nothing by itself: its tickets are what its cost is held against.
  { projectId: "support-desk", revenue: null, units: 860, growth: 0.04 },
];

/** Enters revenue and units of the demo's whole months; of the running one nothing is known yet. */
export async function setDemoRevenue(ctx: Ctx, months: number): Promise<void> {
  const running = monthKey(ctx.now);
  for (const { projectId, revenue, units, growth } of products) {
    const at = (first: number, month: number) => first * (1 + growth) ** month * (1 + ((month * 7) % 5) / 100);
    await setRevenue({
      ctx,
      input: {
        projectId,
        months: Array.from({ length: months }, (_, month) => ({
          month: addMonths(running, month - months),
          units: Math.round(at(units, month)),
          ...(revenue !== null && { revenue: at(revenue, month).toFixed(2) }),
        })),
      },
    });
  }
}
