"use client";

import { createSerializer, useQueryStates } from "nuqs";
import type { MouseEvent } from "react";
import { aiCostUrl, type BreakdownTab, breakdownId, breakdownTabs } from "./ai-cost-url.ts";

const searchOf = createSerializer(aiCostUrl);

/** Leads to one of the tabs further down the page: opens it, brings it into view and takes the focus there. */
export function TabLink({ tab }: { tab: BreakdownTab }) {
  const [url, setUrl] = useQueryStates(aiCostUrl);
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void setUrl({ tab, sort: null });
    const breakdown = document.getElementById(breakdownId);
    breakdown?.scrollIntoView();
    breakdown?.querySelector<HTMLElement>(`[data-tab="${tab}"]`)?.focus({ preventScroll: true });
  };
  return (
    <a
      href={`${searchOf({ ...url, tab, sort: null })}#${breakdownId}`}
      onClick={open}
      className="font-medium underline decoration-line-strong underline-offset-3 hover:decoration-current"
    >
      {breakdownTabs.find((one) => one.value === tab)?.label}
    </a>
  );
}
