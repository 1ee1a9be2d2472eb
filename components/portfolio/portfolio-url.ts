import { createLoader, createParser, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { parseAsPage } from "#components/ui/parse-as-page.ts";
import { parseSort } from "#components/ui/table-sort.ts";

const statusFilters = ["all", "over_limit", "near_limit", "on_track", "no_limit"] as const;
export type StatusFilter = (typeof statusFilters)[number];

/** What the projects can be sorted by: ids of the table’s columns. */
const sortableProjects = ["name", "cost", "change", "budget", "forecast", "last"] as const;
type ProjectSort = (typeof sortableProjects)[number];

const parseAsProjectSort = createParser({
  parse: (text) => (parseSort(text, sortableProjects) ? (text as ProjectSort | `-${ProjectSort}`) : null),
  serialize: (sort: string) => sort,
});

/** What the address of the dashboard says. Typing replaces the step in the browser’s history, a choice adds one. */
export const portfolioUrl = {
  q: parseAsString.withDefault("").withOptions({ history: "replace", throttleMs: 200 }),
  status: parseAsStringLiteral(statusFilters).withDefault("all").withOptions({ history: "push" }),
  sort: parseAsProjectSort.withDefault("-budget").withOptions({ history: "push" }),
  page: parseAsPage.withDefault(1).withOptions({ history: "push" }),
};

export const loadPortfolioUrl = createLoader(portfolioUrl);

type PortfolioUrl = Awaited<ReturnType<typeof loadPortfolioUrl>>;

/** The same as the server is asked. */
export const portfolioQuery = ({ q, ...url }: PortfolioUrl) => ({ ...url, q: q.trim().slice(0, 200) });
