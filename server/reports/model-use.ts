import { agentTypeLabel } from "#server/catalog/agent-types.ts";
import type { modelUse } from "#server/ledger/cost-queries.ts";
import { byCost, costOf } from "./figures.ts";

type Use = Awaited<ReturnType<typeof modelUse>>[number];

/** Some uses in sum. `usedFor` are their agent types by name, that which cost most first. */
function sumOf(uses: readonly Use[]) {
  const sum = (pick: (use: Use) => bigint) => uses.reduce((total, use) => total + pick(use), 0n);
  const types = [...Map.groupBy(uses, ({ agentType }) => agentType)].map(([agentType, of]) => ({
    agentType,
    costNanos: of.reduce((total, { costNanos }) => total + costNanos, 0n),
  }));
  return {
    costNanos: sum(({ costNanos }) => costNanos),
    calls: sum(({ calls }) => calls),
    tokens: sum(({ tokens }) => tokens),
    unpricedCalls: sum(({ unpricedCalls }) => unpricedCalls),
    usedFor: types.toSorted(byCost(({ agentType }) => agentType)).map(({ agentType }) => agentTypeLabel(agentType)),
  };
}

/** The models of a provider, the dearest first, and what they and it are used for. The models sum to the provider. */
export function usesOf(uses: readonly Use[], provider: string) {
  const own = uses.filter((use) => use.provider === provider);
  const models = [...Map.groupBy(own, ({ model }) => model)].map(([model, of]) => ({ model, ...sumOf(of) }));
  return {
    usedFor: sumOf(own).usedFor,
    models: models.toSorted(byCost(({ model }) => model)).map(({ model, costNanos, calls, tokens, ...use }) => ({
      model,
      usedFor: use.usedFor,
      calls: Number(calls),
      totalTokens: Number(tokens),
      ...costOf(costNanos),
      unpricedCalls: Number(use.unpricedCalls),
    })),
  };
}
