import type { Budget } from "./budget.ts";

/**
 * Whom one call is for. `trigger` and `runProjectId` are its run's, null before anything is known of the run: it belongs to
 * the project that was first heard of it.
 */
export type CallScope = {
  readonly projectId: string;
  readonly agentId: string;
  readonly agentType: string;
  readonly runId: string | null;
  readonly runProjectId?: string | null;
  readonly trigger: string | null;
};

/** The counter that a budget reads: its scope as `usage_counters` names it. */
export type CounterScope = { readonly scope: string; readonly projectId: string; readonly scopeId: string };

/**
 * The counter of this budget for this call, or null when the budget does not speak of it. A budget for each of its scope
 * reads the counter of the one that calls.
 */
export function matchScope(budget: Budget, orgId: string, call: CallScope): CounterScope | null {
  const counter = counterOf(budget, orgId, call);
  if (!counter) return null;
  if (budget.scope !== "organization" && budget.scopeId !== "" && budget.scopeId !== counter.scopeId) return null;
  return counter;
}

function counterOf(budget: Budget, orgId: string, call: CallScope): CounterScope | null {
  switch (budget.scope) {
    case "organization":
      return { scope: "organization", projectId: "", scopeId: orgId };
    case "project":
      return { scope: "project", projectId: call.projectId, scopeId: call.projectId };
    case "agent":
      return { scope: "agent", projectId: "", scopeId: call.agentId };
    case "agent_type":
      return budget.projectId === call.projectId
        ? { scope: "agent_type", projectId: call.projectId, scopeId: call.agentType }
        : null;
    case "pipeline_run": {
      const applies =
        call.runId !== null &&
        (budget.projectId === "" || budget.projectId === (call.runProjectId ?? call.projectId)) &&
        (budget.trigger === "" || budget.trigger === call.trigger);
      return applies ? { scope: "pipeline_run", projectId: "", scopeId: call.runId ?? "" } : null;
    }
  }
}

/** Every counter that a call adds to, whether or not a budget reads it. */
export function counterScopes(orgId: string, call: CallScope): CounterScope[] {
  return [
    { scope: "organization", projectId: "", scopeId: orgId },
    { scope: "project", projectId: call.projectId, scopeId: call.projectId },
    { scope: "agent", projectId: "", scopeId: call.agentId },
    { scope: "agent_type", projectId: call.projectId, scopeId: call.agentType },
  ];
}
