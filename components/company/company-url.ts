import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { correctionsUrl } from "#components/books/books-url.ts";
import { parseAsMonth } from "#components/dates/parse-as-month.ts";
import { parseAsPage } from "#components/ui/parse-as-page.ts";
import { parseSort } from "#components/ui/table-sort.ts";

/** Where the page is. */
export const companyHref = "/dashboard/costs";

/** The tables in their order. */
export const companyTabs = [
  { value: "agent", label: "By Agent" },
  { value: "project", label: "By Project" },
  { value: "provider", label: "By Provider" },
] as const;
export type CompanyTab = (typeof companyTabs)[number]["value"];

/** What the table of each tab can be sorted by: ids of its columns. */
const sortableAgents = ["name", "project", "jobs", "tokens", "per-job", "cost"] as const;
export const sortableBy: Record<CompanyTab, readonly string[]> = {
  agent: sortableAgents,
  project: ["name", "jobs", "tokens", "cost"],
  provider: ["name", "calls", "tokens", "cost"],
};

/** What the address of the company’s costs says. Typing replaces the step in the browser’s history, a choice adds one. */
export const companyUrl = {
  ...correctionsUrl,
  month: parseAsMonth.withOptions({ history: "push" }),
  tab: parseAsStringLiteral(companyTabs.map((tab) => tab.value))
    .withDefault("agent")
    .withOptions({ history: "push" }),
  q: parseAsString.withDefault("").withOptions({ history: "replace", throttleMs: 200 }),
  sort: parseAsString.withOptions({ history: "push" }),
  page: parseAsPage.withDefault(1).withOptions({ history: "push" }),
};

export const loadCompanyUrl = createLoader(companyUrl);

type AgentsAsked = { month: string | undefined; q: string; sort: string | null; page: number };

/** The page of agents that the address asks for, as the server is asked. */
export function companyAgentsQuery({ month, q, sort, page }: AgentsAsked) {
  const { id, desc } = parseSort(sort ?? undefined, sortableAgents) ?? { id: "cost", desc: true };
  return { month, q: q.trim().slice(0, 256), sort: id as (typeof sortableAgents)[number], desc, page };
}
