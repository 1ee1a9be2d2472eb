import { createLoader, createParser, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { parseAsPage } from "#components/ui/parse-as-page.ts";
import { parseSort } from "#components/ui/table-sort.ts";
import { rangePresets } from "#server/time/range.ts";

const statusFilters = ["all", "active", "paused"] as const;
export type StatusFilter = (typeof statusFilters)[number];

/** What the table of agents can be sorted by: ids of its columns. */
const sortableAgents = ["name", "project", "status", "tokens-today", "cost-today", "tokens", "cost", "cap"] as const;
type SortableAgents = (typeof sortableAgents)[number];

/** `-cost` in an address: by cost, highest first. */
const parseAsAgentSort = createParser({
  parse: (text) => (parseSort(text, sortableAgents) ? text : null),
  serialize: (sort: string) => sort,
});

/** What the address of the list of agents says. Typing replaces the step in the browser’s history, a choice adds one. */
export const agentsUrl = {
  q: parseAsString.withDefault("").withOptions({ history: "replace", throttleMs: 200 }),
  status: parseAsStringLiteral(statusFilters).withDefault("all").withOptions({ history: "push" }),
  sort: parseAsAgentSort.withDefault("-cost").withOptions({ history: "push" }),
  page: parseAsPage.withDefault(1).withOptions({ history: "push" }),
};

export const loadAgentsUrl = createLoader(agentsUrl);

type AgentsUrl = { q: string; status: StatusFilter; sort: string; page: number };

/** The same as the server is asked. */
export function agentsQuery({ q, status, sort, page }: AgentsUrl) {
  const { id, desc } = parseSort(sort, sortableAgents) ?? { id: "cost", desc: true };
  return {
    q: q.trim().slice(0, 256),
    status: status === "all" ? undefined : status,
    sort: id as SortableAgents,
    desc,
    page,
  };
}

/** The tabs of an agent in their order. */
export const agentTabs = [
  { value: "analytics", label: "Analytics" },
  { value: "budget", label: "Budget" },
  { value: "runs", label: "Runs" },
  { value: "activity", label: "Activity" },
] as const;

/** What the address of an agent’s page says. */
export const agentUrl = {
  tab: parseAsStringLiteral(agentTabs.map((tab) => tab.value))
    .withDefault("analytics")
    .withOptions({ history: "push" }),
  range: parseAsStringLiteral(rangePresets).withDefault("30d").withOptions({ history: "push" }),
};

export const loadAgentUrl = createLoader(agentUrl);
