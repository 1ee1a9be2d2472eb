import { agentCapId, agentCaps, capNames } from "./agent-limits.ts";
import type { BudgetScope, BudgetUnit, BudgetWindow } from "./budget.ts";
import { organizationMonthlyId } from "./monthly-cents.ts";
import { projectLimitId } from "./project-limit.ts";

/** What a budget under a reserved id limits; `scopeId` '' is the organisation's own. */
export type ReservedShape = { scope: BudgetScope; scopeId: string; window: BudgetWindow; unit: BudgetUnit };

const kinds: { prefix: string; scope: BudgetScope; window: BudgetWindow; unit: BudgetUnit }[] = [
  ...capNames.map((cap) => ({ prefix: agentCapId("", cap), scope: "agent" as const, ...agentCaps[cap] })),
  { prefix: projectLimitId(""), scope: "project", window: "month", unit: "cost" },
];

/**
 * What the budget under this id has to limit, where other verbs keep a limit of theirs under it (an agent's caps, the
 * monthly limits of projects and of the organisation); null for every other id.
 */
export function reservedShape(id: string): ReservedShape | null {
  if (id === organizationMonthlyId) {
    return { scope: "organization", scopeId: "", window: "month", unit: "cost" };
  }
  const kind = kinds.find(({ prefix }) => id.startsWith(prefix));
  if (!kind) return null;
  const { prefix, ...shape } = kind;
  return { ...shape, scopeId: id.slice(prefix.length) };
}
