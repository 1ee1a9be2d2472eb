import { gzipSync } from "node:zlib";
import { openAiCost } from "../ai-cost-page.ts";
import type { TestOrganization } from "../organization.ts";
import { expect, type PageAs } from "../test.ts";
import { chart, drawnBars } from "./daily-spend.ts";

/** In bytes after gzip. */
const budgets = { beforeChart: 225_000, chart: 125_000 };

/** The script that the AI Cost & Budget page comes with, and what the chart adds once it is looked at. */
export async function expectLightScripts(pageAs: PageAs, { of }: { of: TestOrganization }): Promise<void> {
  const page = await pageAs("member", { of, viewport: { width: 1280, height: 200 } });
  const asked = new Set<string>();
  page.on("request", (request) => request.resourceType() === "script" && asked.add(request.url()));
  const connected = page.waitForResponse(/events\.live/);
  await openAiCost(page, "web");
  await connected;
  const html = await (await page.request.get(page.url())).text();
  const before = await weightOf(scriptsIn(html).map((path) => new URL(path, page.url()).href));
  expect(before, "script before the chart").toBeGreaterThan(100_000);
  expect(before, "script before the chart").toBeLessThanOrEqual(budgets.beforeChart);

  await expect(chart(page)).not.toBeInViewport();
  const withoutChart = new Set(asked);
  await chart(page).scrollIntoViewIfNeeded();
  await drawnBars(page);
  const added = await weightOf([...asked].filter((url) => !withoutChart.has(url)));
  expect(added, "script of the chart").toBeGreaterThan(50_000);
  expect(added, "script of the chart").toBeLessThanOrEqual(budgets.chart);
}

/** The scripts that a page names in its HTML for the browsers of today. */
function scriptsIn(html: string): string[] {
  const tags = [...html.matchAll(/<(?:script|link)\b[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => !/nomodule/i.test(tag));
  return [...new Set(tags.flatMap((tag) => /"(\/_next\/static\/[^"]+\.js[^"]*)"/.exec(tag)?.[1] ?? []))];
}

/** What scripts of the server weigh after gzip, in bytes. */
async function weightOf(urls: readonly string[]): Promise<number> {
  const weights = urls.map(async (url) => gzipSync(await (await fetch(url)).bytes()).length);
  return (await Promise.all(weights)).reduce((sum, weight) => sum + weight, 0);
}
