import type { TokenPrice } from "#server/pricing/token-price.ts";
import type { CallGroup } from "./agent-calls.ts";
import { costOfGroups, sumOf } from "./group-cost.ts";
import type { FoundInsight } from "./insight.ts";
import type { ModelCalls } from "./model-calls.ts";

/** Caching is worth a look from a tenth of what the calls cost. */
const oneIn = 10n;

/** The same calls at one price: as the cache was used, with it on for all of them, without it. Nano-dollars. */
type Costs = { asItWas: bigint; cached: bigint; uncached: bigint };

/**
 * What an agent's use of the cache came to with one model in one project, at the model's list price of the day of the search.
 * Either its writes cost more than its reads saved (against the same input uncached), or caching all that was repeated along
 * a session (`CallGroup`) would have saved a tenth or more, the surcharge for writing every prompt deducted. Only calls whose
 * cost follows the price list are counted, and where the price changes with the hour, the price at which least is gained.
 */
export function cachingInsight(calls: ModelCalls, prices: readonly TokenPrice[]): FoundInsight[] {
  const groups = calls.groups.filter(({ listed }) => listed);
  const costs = prices.flatMap((price) => costsAt(price, groups) ?? []);
  if (groups.length === 0 || costs.length === 0) return [];
  const lossAt = ({ asItWas, uncached }: Costs) => asItWas - uncached;
  const gainAt = ({ asItWas, cached }: Costs) => asItWas - cached;
  const loss = least(costs, lossAt);
  const gain = least(costs, gainAt);
  if (lossAt(loss) > 0n) return [insight("unread_writes", lossAt(loss), loss, calls, groups)];
  if (gainAt(gain) > 0n && gainAt(gain) * oneIn >= gain.asItWas) {
    return [insight("uncached", gainAt(gain), gain, calls, groups)];
  }
  return [];
}

function costsAt(price: TokenPrice, groups: readonly CallGroup[]): Costs | null {
  const asItWas = costOfGroups(price, groups);
  const cached = costOfGroups(price, groups, ({ wouldRead, wouldWrite, wouldWrite1h }) => ({
    cachedInputTokens: wouldRead,
    cacheWriteTokens: wouldWrite,
    cacheWrite1hTokens: wouldWrite1h,
  }));
  const none = { cachedInputTokens: 0n, cacheWriteTokens: 0n, cacheWrite1hTokens: 0n };
  const uncached = costOfGroups(price, groups, () => none);
  return asItWas === null || cached === null || uncached === null ? null : { asItWas, cached, uncached };
}

const least = (costs: readonly Costs[], amount: (costs: Costs) => bigint): Costs =>
  costs.reduce((best, each) => (amount(each) < amount(best) ? each : best));

function insight(
  problem: "uncached" | "unread_writes",
  amountNanos: bigint,
  { asItWas, cached, uncached }: Costs,
  { projectId, agentId, provider, model, first, last, partial }: ModelCalls,
  groups: readonly CallGroup[],
): FoundInsight {
  return {
    about: JSON.stringify([projectId, agentId, provider, model]),
    projectId,
    agentId,
    amountNanos,
    spentNanos: sumOf(groups, ({ costNanos }) => costNanos),
    unpricedCalls: 0,
    first,
    last,
    fingerprint: problem,
    evidence: {
      kind: "caching",
      problem,
      provider,
      model,
      calls: Number(sumOf(groups, ({ calls }) => calls)),
      inputTokens: sumOf(groups, ({ inputTokens }) => inputTokens).toString(),
      cachedTokens: sumOf(groups, ({ cachedInputTokens }) => cachedInputTokens).toString(),
      writtenTokens: sumOf(groups, (group) => group.cacheWriteTokens + group.cacheWrite1hTokens).toString(),
      repeatedTokens: sumOf(groups, ({ repeatedTokens }) => repeatedTokens).toString(),
      missedTokens: sumOf(groups, (group) => group.wouldRead - group.cachedInputTokens).toString(),
      asItWasNanos: asItWas.toString(),
      cachedNanos: cached.toString(),
      uncachedNanos: uncached.toString(),
      partial,
    },
  };
}
