import { mostScript, weighScripts } from "#scripts/script-weight.ts";
import type { TestOrganization } from "../organization.ts";
import { expect, type PageAs } from "../test.ts";

/** The script that the AI Cost & Budget page comes with, and what the chart adds once it is looked at. */
export async function expectLightScripts(pageAs: PageAs, { of }: { of: TestOrganization }): Promise<void> {
  const page = await pageAs("member", { of });
  const { beforeChart, chart } = await weighScripts(page, "/dashboard/products/web/ai-cost");
  // Less would mean that something was not weighed.
  expect(beforeChart, "script before the chart").toBeGreaterThan(100_000);
  expect(beforeChart, "script before the chart").toBeLessThanOrEqual(mostScript.beforeChart);
  expect(chart, "script of the chart").toBeGreaterThan(50_000);
  expect(chart, "script of the chart").toBeLessThanOrEqual(mostScript.chart);
}
