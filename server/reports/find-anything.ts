import { z } from "zod";
import { findAgents, findRuns } from "#server/catalog/find.ts";
import type { Ctx } from "#server/context.ts";
import { listPrices } from "#server/pricing/list-prices.ts";
import { searchText } from "#server/search-text.ts";

/** What is searched for: as much of a name or id as somebody typed. */
export const findInput = z.object({ text: searchText(128).trim().min(2) });

const modelsAtMost = 5;

/** Agents by name or id, runs by the beginning of their id, models by the words of their names: a few of each. */
export async function findAnything({ ctx, input }: { ctx: Ctx; input: z.output<typeof findInput> }) {
  const { text } = input;
  const [agents, runs, { models }] = await Promise.all([
    findAgents(ctx, text),
    findRuns(ctx, text),
    listPrices(ctx, { words: text }, { at: ctx.now, limit: modelsAtMost }),
  ]);
  return {
    agents,
    runs,
    models: models.map(({ provider, providerLabel, model, title }) => ({ provider, providerLabel, model, title })),
  };
}
