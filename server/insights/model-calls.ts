import { dayKey } from "#server/time/window.ts";
import { type CallGroup, callsRead } from "./agent-calls.ts";

/** What was read of an agent's calls with one model in one project. `partial`: there are more in the period. */
export type ModelCalls = {
  projectId: string;
  agentId: string;
  provider: string;
  model: string;
  first: string;
  last: string;
  partial: boolean;
  groups: readonly CallGroup[];
};

/** An agent's groups of calls by project and model. Where not all of its calls were read, their days begin with the first read. */
export function byModel(
  agentId: string,
  groups: readonly CallGroup[],
  { first, last }: { first: string; last: string },
): ModelCalls[] {
  const partial = groups.reduce((sum, { calls }) => sum + calls, 0n) >= BigInt(callsRead);
  const earliest = groups.reduce((day, { firstAt }) => (dayKey(firstAt) < day ? dayKey(firstAt) : day), last);
  const key = ({ projectId, provider, model }: CallGroup) => JSON.stringify([projectId, provider, model]);
  return [...Map.groupBy(groups, key).values()].flatMap((ofModel) => {
    const [group] = ofModel;
    if (!group) return [];
    const { projectId, provider, model } = group;
    return { projectId, agentId, provider, model, first: partial ? earliest : first, last, partial, groups: ofModel };
  });
}
