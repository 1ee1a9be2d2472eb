import type { BrowserContext } from "playwright";
import { mostScript, weighScripts } from "#scripts/script-weight.ts";
import { type Figure, figure } from "./figure.ts";

/** Figure 8: the script of the AI Cost & Budget page before its chart, and of the chart, in kB after gzip. */
export async function measureScripts(context: BrowserContext, path: string): Promise<Figure[]> {
  const page = await context.newPage();
  try {
    const { beforeChart, chart } = await weighScripts(page, path);
    const kB = { unit: "kB", better: "lower" } as const;
    const before = {
      id: "8 page",
      name: "Script before the chart, gzip",
      must: mostScript.beforeChart / 1000,
      aim: 190,
    };
    const ofChart = { id: "8 chart", name: "Script of the chart, gzip", must: mostScript.chart / 1000, aim: 105 };
    return [figure({ ...before, ...kB }, beforeChart / 1000, null), figure({ ...ofChart, ...kB }, chart / 1000, null)];
  } finally {
    await page.close();
  }
}
