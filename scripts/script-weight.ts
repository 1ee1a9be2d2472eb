import { gzipSync } from "node:zlib";
import type { Page } from "playwright";

/** What scripts weigh after gzip, in bytes. */
export type ScriptWeight = { beforeChart: number; chart: number };

/** The most that the AI Cost & Budget page may come with, and that its chart may add, in bytes. */
export const mostScript: ScriptWeight = { beforeChart: 225_000, chart: 125_000 };

/**
 * Opens the AI Cost & Budget page at this address in a window too low for its chart, and weighs what the page comes with;
 * then looks at the chart, and weighs what that adds.
 */
export async function weighScripts(page: Page, address: string): Promise<ScriptWeight> {
  await page.setViewportSize({ width: 1280, height: 200 });
  const asked = new Set<string>();
  page.on("request", (request) => request.resourceType() === "script" && asked.add(request.url()));
  // What is loaded when the page is done, such as the stream of events, is not the chart's.
  const connected = page.waitForResponse(/events\.live/, { timeout: 60_000 });
  await page.goto(address);
  await connected;
  const html = await (await page.request.get(page.url())).text();
  const beforeChart = await weightOf(scriptsIn(html).map((path) => new URL(path, page.url()).href));

  const before = new Set(asked);
  const chart = page.getByRole("application", { name: /^daily spend chart$/i });
  await chart.scrollIntoViewIfNeeded();
  await chart.locator(".recharts-bar-rectangle").first().waitFor({ state: "attached" });
  return { beforeChart, chart: await weightOf([...asked].filter((url) => !before.has(url))) };
}

/** The scripts that a page names in its HTML for the browsers of today. */
function scriptsIn(html: string): string[] {
  const tags = [...html.matchAll(/<(?:script|link)\b[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => !/nomodule/i.test(tag));
  return [...new Set(tags.flatMap((tag) => /"(\/_next\/static\/[^"]+\.js[^"]*)"/.exec(tag)?.[1] ?? []))];
}

async function weightOf(urls: readonly string[]): Promise<number> {
  const weights = urls.map(async (url) => gzipSync(await (await fetch(url)).bytes()).length);
  return (await Promise.all(weights)).reduce((sum, weight) => sum + weight, 0);
}
