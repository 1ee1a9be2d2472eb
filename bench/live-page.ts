import { setTimeout as sleep } from "node:timers/promises";
import type { BrowserContext, Page } from "playwright";
import type { BenchServer } from "./bench-database.ts";
import { type Figure, figure } from "./figure.ts";

/** What a figure on the page showed since when: epoch milliseconds and dollars. */
type Shown = { at: number; dollars: number };

const watched = ["Month to Date", "Total Spend"] as const;
const spread = (Math.sqrt(5) - 1) / 2;

/**
 * Figure 6: from the answer that a call is recorded to the frame that shows the month's spend with it, in a browser that
 * has the AI Cost & Budget page open: in Live Spend, which is first, and in the card of the page. The calls of one dollar
 * come at uneven times, one a second on average. Both ends read the system's clock (`Date.now`), which does not drift
 * between two processes; the page notes its changes itself.
 */
export async function measureNews(
  { server, projectId, count }: { server: BenchServer; projectId: string; count: number },
  context: BrowserContext,
  path: string,
): Promise<Figure[]> {
  const page = await context.newPage();
  try {
    await page.goto(path);
    await page.getByRole("region", { name: "Live Spend" }).getByText("Live", { exact: true }).waitFor();
    await watch(page);
    let sent = 0;
    const spend = () => record(server, projectId, ++sent);
    for (let i = 0; i < 2; i++) await spend(); // warm
    await sleep(6_000);
    const before = await lastShown(page);
    const acknowledged: number[] = [];
    for (let i = 0; i < count; i++) {
      acknowledged.push(await spend());
      await sleep(100 + 1_800 * ((i * spread) % 1));
    }
    await sleep(6_000);
    const shown = await page.evaluate(() => (globalThis as unknown as Watching).benchShown);
    return watched.flatMap((name) => {
      const late = acknowledged.map((at, i) => {
        const with_ = shown[name]?.find(({ dollars }) => dollars >= (before[name] ?? 0) + i + 1 - 0.005);
        if (!with_) throw new Error(`${name} never showed call ${i + 1} of ${count}.`);
        return with_.at - at;
      });
      const row = (share: number) =>
        figure(
          {
            ...{ id: `6 ${name} p${share}`, name: `Recorded → shown in an open browser: ${name}, p${share}` },
            ...{ unit: "ms", must: 1000, aim: 300, better: "lower" },
          },
          percentile(late, share),
          null,
        );
      return [row(50), row(95)];
    });
  } finally {
    await page.close();
  }
}

type Watching = { benchShown: Record<string, Shown[]> };

/** From now on the page notes what its figures show, when the frame with it is drawn. */
async function watch(page: Page): Promise<void> {
  await page.evaluate((names) => {
    const state = globalThis as unknown as Watching;
    state.benchShown = Object.fromEntries(names.map((name) => [name, []]));
    const labels = () => [...document.querySelectorAll("main dt, main [role=group] span[id]")];
    const text = (name: string) => {
      const label = labels().find((one) => one.textContent === name);
      const value = label?.matches("dt")
        ? label.nextElementSibling?.firstElementChild
        : label?.closest("[role=group]")?.querySelector("p");
      return value?.textContent ?? "";
    };
    const look = () => {
      for (const name of names) {
        const dollars = Number(text(name).replaceAll(/[^\d.]/g, "") || Number.NaN);
        const of = state.benchShown[name] ?? [];
        if (of.at(-1)?.dollars !== dollars) requestAnimationFrame(() => of.push({ at: Date.now(), dollars }));
      }
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    look();
  }, watched);
}

async function lastShown(page: Page): Promise<Record<string, number>> {
  const shown = await page.evaluate(() => (globalThis as unknown as Watching).benchShown);
  return Object.fromEntries(Object.entries(shown).map(([name, all]) => [name, all.at(-1)?.dollars ?? Number.NaN]));
}

/** Records a call of one dollar. Returns when the answer was there. */
async function record({ port, key }: BenchServer, projectId: string, number: number): Promise<number> {
  const call = { id: `shown-${number}`, projectId, agentId: "shown", provider: "openai", model: "gpt-4.1", cost: 1 };
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ events: [{ ...call, inputTokens: 900, outputTokens: 100 }] }),
  });
  const at = Date.now();
  const text = await answer.text();
  if (!answer.ok || !text.includes('"accepted":1')) throw new Error(`The call was answered ${answer.status}: ${text}`);
  return at;
}

/** The value that `share` percent of them do not exceed. */
function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil((values.length * share) / 100) - 1] ?? Number.NaN;
}
