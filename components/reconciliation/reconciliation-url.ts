import { createLoader, createParser, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { parseAsMonth } from "#components/dates/parse-as-month.ts";
import { isDayKey } from "#server/time/window.ts";

/** Where the page is. */
export const reconciliationHref = "/dashboard/costs/reconciliation";

/** The tables in their order. */
export const reconciliationTabs = [
  { value: "day", label: "By Day" },
  { value: "model", label: "By Model" },
] as const;
export type ReconciliationTab = (typeof reconciliationTabs)[number]["value"];

/** The providers whose reports are read. */
export const reportProviders = [
  { value: "openai", label: "OpenAI" },
  { value: "anthropic", label: "Anthropic" },
] as const;

const parts = ["missing", "unpriced", "price", "onlyInLedger", "other", "unexplained"];

/** What the table of each tab can be sorted by: ids of its columns. */
export const sortableColumns = ["name", "reported", "ledger", "difference", ...parts];

const parseAsDay = createParser({ parse: (text) => (isDayKey(text) ? text : null), serialize: (day: string) => day });

/** What the address of the reconciliation says. Each choice is a step in the browser’s history. */
export const reconciliationUrl = {
  month: parseAsMonth.withOptions({ history: "push" }),
  provider: parseAsStringLiteral(reportProviders.map(({ value }) => value)).withOptions({ history: "push" }),
  tab: parseAsStringLiteral(reconciliationTabs.map(({ value }) => value))
    .withDefault("day")
    .withOptions({ history: "push" }),
  /** The models of this day only, the days of this model only. */
  day: parseAsDay.withOptions({ history: "push" }),
  model: parseAsString.withOptions({ history: "push" }),
  sort: parseAsString.withOptions({ history: "push" }),
};

export const loadReconciliationUrl = createLoader(reconciliationUrl);

type Asked = {
  month: string | null;
  provider: (typeof reportProviders)[number]["value"] | null;
  tab: ReconciliationTab;
  day: string | null;
  model: string | null;
};

/** What the address asks for, as the server is asked. */
export function reconciliationQuery({ month, provider, tab, day, model }: Asked) {
  return {
    by: tab,
    ...(month !== null && { month }),
    ...(provider !== null && { provider }),
    ...(tab === "model" && day !== null && { day }),
    ...(tab === "day" && model !== null && { model: model.slice(0, 256) }),
  };
}
