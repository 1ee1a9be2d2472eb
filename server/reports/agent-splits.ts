import { providerLabel } from "#server/catalog/providers.ts";
import { providerColours } from "#server/catalog/series-colour.ts";
import type { agentCallsByModel, agentJobsByEffort } from "#server/ledger/agent-queries.ts";
import { divideHalfEven } from "#server/money/amount.ts";
import { byCost, costOf } from "./figures.ts";

type Calls = Awaited<ReturnType<typeof agentCallsByModel>>[number];
type Jobs = Awaited<ReturnType<typeof agentJobsByEffort>>[number];

/** The models an agent used, the dearest first. */
export function modelRows(calls: readonly Calls[]) {
  const colourOf = providerColours(calls.map(({ provider }) => provider));
  return [...Map.groupBy(calls, ({ provider, model }) => `${provider}\n${model}`).values()]
    .map((rows) => ({ provider: rows[0]?.provider ?? "", model: rows[0]?.model ?? "", ...sumCalls(rows) }))
    .sort(byCost((row) => `${row.provider}\n${row.model}`))
    .map(({ provider, model, ...sum }) => ({
      provider,
      providerLabel: providerLabel(provider),
      colour: colourOf(provider),
      model,
      ...callFigures(sum),
    }));
}

/** Levels that callers name mostly, the cheapest first; others follow by name, calls that named none last. */
const knownEfforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

/**
 * What each level of effort cost, and the jobs of that level that ended. `costPerJobNanos` is one by the other; null where no
 * job ended.
 */
export function effortRows(calls: readonly Calls[], jobs: readonly Jobs[]) {
  const ofJobs = new Map(jobs.map((row) => [row.effort, row]));
  const ofCalls = Map.groupBy(calls, ({ effort }) => effort);
  const efforts = [...new Set([...ofCalls.keys(), ...ofJobs.keys()])].sort(byLevel);
  return efforts.map((effort) => {
    const sum = sumCalls(ofCalls.get(effort) ?? []);
    const { jobs: ended = 0, failed = 0 } = ofJobs.get(effort) ?? {};
    return {
      /** Null: none was said. */
      effort: effort || null,
      jobs: ended,
      failedJobs: failed,
      costPerJobNanos: ended === 0 ? null : divideHalfEven(sum.costNanos, BigInt(ended)).toString(),
      ...callFigures(sum),
    };
  });
}

function byLevel(a: string, b: string): number {
  const rank = (effort: string) => {
    if (effort === "") return knownEfforts.length + 1;
    const known = knownEfforts.indexOf(effort.toLowerCase());
    return known < 0 ? knownEfforts.length : known;
  };
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

function sumCalls(rows: readonly Calls[]) {
  const sum = (pick: (row: Calls) => bigint) => rows.reduce((all, row) => all + pick(row), 0n);
  return {
    costNanos: sum((row) => row.costNanos),
    inputTokens: sum((row) => row.inputTokens),
    cachedInputTokens: sum((row) => row.cachedInputTokens),
    outputTokens: sum((row) => row.outputTokens),
    calls: sum((row) => row.calls),
    unpricedCalls: sum((row) => row.unpricedCalls),
  };
}

function callFigures(sum: ReturnType<typeof sumCalls>) {
  return {
    ...costOf(sum.costNanos),
    inputTokens: Number(sum.inputTokens),
    cachedInputTokens: Number(sum.cachedInputTokens),
    outputTokens: Number(sum.outputTokens),
    calls: Number(sum.calls),
    unpricedCalls: Number(sum.unpricedCalls),
  };
}
