import { providerLabel } from "#server/catalog/providers.ts";
import type { PricedModel } from "./compared-models.ts";
import { costOfGroups, sumOf } from "./group-cost.ts";
import type { FoundInsight } from "./insight.ts";
import type { ModelCalls } from "./model-calls.ts";

/** So many rows say something at a glance. */
const mostAlternatives = 8;

type Alternative = Pick<PricedModel, "provider" | "model" | "usedHere" | "rank"> & {
  costNanos: bigint;
  sameProvider: boolean;
};

/**
 * What the calls of one agent with one model in one project would have cost on cheaper models: the same tokens, cached as
 * they were, at today's list prices (the dearest of the day), on models whose context window holds the longest input. Those
 * of the same provider count from a tenth less, others from three tenths: makers' tokenizers differ by that much for the same
 * text. `now` is the model that was called; undefined where it has no list price. Where it has one, only calls whose cost
 * follows it are compared: list with list, not an agent's own figure with a list.
 *
 * Suggested is the first of the same provider among the models that are compared with (they begin with the most capable),
 * else the dearest of the same provider, else of those the organisation uses, else of all.
 */
export function cheaperModelInsight(
  calls: ModelCalls,
  now: PricedModel | undefined,
  compared: readonly PricedModel[],
): FoundInsight[] {
  const { projectId, agentId, provider, model, first, last, partial } = calls;
  const groups = now ? calls.groups.filter(({ listed }) => listed) : calls.groups;
  const spentNanos = sumOf(groups, ({ costNanos }) => costNanos);
  const largestInput = groups.reduce((most, group) => (group.largestInput > most ? group.largestInput : most), 0n);
  const cheaper = compared.flatMap((other): Alternative[] => {
    const sameProvider = other.provider === provider || other.listedAs.provider === now?.listedAs.provider;
    if (sameProvider && other.listedAs.model === now?.listedAs.model) return [];
    if (other.contextWindow !== null && BigInt(other.contextWindow) < largestInput) return [];
    const costNanos = dearest(other, groups);
    if (costNanos === null || costNanos * 10n > spentNanos * (sameProvider ? 9n : 7n)) return [];
    return [{ ...other, costNanos, sameProvider }];
  });
  cheaper.sort((a, b) => (a.costNanos === b.costNanos ? 0 : a.costNanos > b.costNanos ? -1 : 1));
  const same = cheaper.filter(({ sameProvider }) => sameProvider);
  const [mostCapable] = same.filter(({ rank }) => rank !== null).sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  const suggested = mostCapable ?? same[0] ?? cheaper.find(({ usedHere }) => usedHere) ?? cheaper[0];
  if (!suggested) return [];
  const others = shortList(cheaper.filter((each) => each !== suggested));
  return [
    {
      about: JSON.stringify([projectId, agentId, provider, model]),
      projectId,
      agentId,
      amountNanos: spentNanos - suggested.costNanos,
      spentNanos,
      unpricedCalls: 0,
      first,
      last,
      fingerprint: `${suggested.provider}/${suggested.model}`,
      evidence: {
        kind: "cheaper_model",
        provider,
        providerLabel: providerLabel(provider),
        model,
        calls: Number(sumOf(groups, (group) => group.calls)),
        inputTokens: sumOf(groups, ({ inputTokens }) => inputTokens).toString(),
        cachedTokens: sumOf(groups, ({ cachedInputTokens }) => cachedInputTokens).toString(),
        outputTokens: sumOf(groups, ({ outputTokens }) => outputTokens).toString(),
        alternatives: [suggested, ...others].map((each) => ({
          provider: each.provider,
          providerLabel: providerLabel(each.provider),
          model: each.model,
          costNanos: each.costNanos.toString(),
          sameProvider: each.sameProvider,
          usedHere: each.usedHere,
        })),
        partial,
      },
    },
  ];
}

/** The cost at the dearest price of the day; null where tokens of a side have no price. */
function dearest({ prices }: PricedModel, groups: ModelCalls["groups"]): bigint | null {
  const costs = prices.map((price) => costOfGroups(price, groups)).filter((cost) => cost !== null);
  if (costs.length < prices.length) return null;
  return costs.reduce((most, cost) => (cost > most ? cost : most), 0n);
}

/**
 * All of the same provider, those used here, and of each other provider the dearest, the nearest to what is used now. A model
 * that several sell at one price stands there once.
 */
function shortList(cheaper: readonly Alternative[]): Alternative[] {
  const nearest = new Map<string, Alternative>();
  for (const each of cheaper) if (!nearest.has(each.provider)) nearest.set(each.provider, each);
  const near = cheaper.filter((each) => each.sameProvider || each.usedHere || nearest.get(each.provider) === each);
  const once = new Map<string, Alternative>();
  for (const each of near) {
    const key = `${each.costNanos} ${each.model.slice(each.model.lastIndexOf("/") + 1)}`;
    if (!once.has(key)) once.set(key, each);
  }
  return [...once.values()].slice(0, mostAlternatives - 1);
}
