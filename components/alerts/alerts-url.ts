import { createLoader, parseAsStringLiteral } from "nuqs/server";

/** The tabs of the inbox in their order. */
export const alertTabs = [
  { value: "open", label: "Open" },
  { value: "acknowledged", label: "Acknowledged" },
  { value: "all", label: "All" },
] as const;

export type AlertTab = (typeof alertTabs)[number]["value"];

/** What the address of the inbox says. */
export const alertsUrl = {
  tab: parseAsStringLiteral(alertTabs.map(({ value }) => value))
    .withDefault("open")
    .withOptions({ history: "push" }),
};

export const loadAlertsUrl = createLoader(alertsUrl);
