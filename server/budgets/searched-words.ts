import type { BudgetScope } from "./budget.ts";
import type { BudgetView } from "./queries.ts";

const scopeLabels: Record<BudgetScope, string> = {
  organization: "Organisation",
  project: "Project",
  agent: "Agent",
  agent_type: "Agent Type",
  pipeline_run: "Pipeline Run",
};

type Named = Pick<
  BudgetView,
  "id" | "scope" | "scopeId" | "scopeName" | "projectId" | "projectName" | "trigger" | "ofName"
>;

/** What a budget is found by, on its page and in its export, in small letters: its id, its scope, whose it is, and who used most of it. */
export function searchedWords(budget: Named): string {
  const { id, scope, ofName } = budget;
  return [id, scopeLabels[scope], whose(budget), ofName ?? ""].join("\n").toLowerCase();
}

/** Whether a budget is found by what somebody typed. */
export const isFound = (words: string, q: string): boolean => words.includes(q.trim().toLowerCase());

/** As the page calls it: `Whole Organisation`, `Each Agent`, `Research in Web`, `Each nightly Run of Web`. */
function whose({ scope, scopeId, scopeName, projectId, projectName, trigger }: Named): string {
  const name = scopeName ?? scopeId;
  const project = projectName ?? projectId;
  if (scope === "organization") return "Whole Organisation";
  if (scope === "agent_type") return `${name ?? "Each Agent Type"} in ${project}`;
  if (scope === "pipeline_run") {
    if (name) return `Run ${name}`;
    const each = `Each ${trigger ? `${trigger} ` : ""}Run`;
    return project ? `${each} of ${project}` : each;
  }
  return name ?? `Each ${scopeLabels[scope]}`;
}
