"use client";

import { Tabs as BaseTabs } from "@base-ui/react/tabs";
import { type ReactNode, useEffect, useRef } from "react";

type TabsProps<Value extends string> = {
  label: string;
  tabs: readonly { value: Value; label: string }[];
  value: Value;
  onValueChange: (value: Value) => void;
  renderPanel: (value: Value) => ReactNode;
};

/** Tabs whose panel is mounted, and so fetched, only while its tab is open. On a narrow screen the list scrolls, fading where there is more. */
export function Tabs<Value extends string>({ label, tabs, value, onValueChange, renderPanel }: TabsProps<Value>) {
  const list = useRef<HTMLDivElement>(null);
  // An address may open a tab that lies outside of what is seen of the list.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time another tab opens
  useEffect(() => {
    const open = list.current?.querySelector<HTMLElement>("[data-active]");
    if (!list.current || !open) return;
    list.current.scrollLeft = open.offsetLeft - (list.current.clientWidth - open.offsetWidth) / 2;
  }, [value]);
  return (
    <BaseTabs.Root value={value} onValueChange={(next) => onValueChange(next as Value)}>
      <BaseTabs.List
        ref={list}
        aria-label={label}
        className="fade-edges relative flex gap-5 overflow-x-auto border-line border-b px-4 [scrollbar-width:none] sm:px-5 print:hidden"
      >
        {tabs.map((tab) => (
          <BaseTabs.Tab
            key={tab.value}
            value={tab.value}
            data-tab={tab.value}
            className="h-11 shrink-0 font-medium text-[0.8125rem] whitespace-nowrap text-ink-muted outline-offset-[-2px] hover:text-ink data-active:text-ink"
          >
            {tab.label}
          </BaseTabs.Tab>
        ))}
        <BaseTabs.Indicator className="absolute bottom-0 left-0 h-0.5 w-(--active-tab-width) translate-x-(--active-tab-left) rounded-full bg-brand transition-[translate,width] duration-150" />
      </BaseTabs.List>
      {tabs.map((tab) => (
        <BaseTabs.Panel key={tab.value} value={tab.value} className="outline-offset-[-2px]">
          {tab.value === value && renderPanel(tab.value)}
        </BaseTabs.Panel>
      ))}
    </BaseTabs.Root>
  );
}
