"use client";

import { Fragment, type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";

type TabsProps<Value extends string> = {
  label: string;
  tabs: readonly { value: Value; label: string }[];
  value: Value;
  onValueChange: (value: Value) => void;
  renderPanel: (value: Value) => ReactNode;
};

/**
 * Tabs whose panel is mounted, and so fetched, only while its tab is open. Arrow keys, Home and End move between them,
 * Enter opens. On a narrow screen the list scrolls, fading where there is more.
 */
export function Tabs<Value extends string>({ label, tabs, value, onValueChange, renderPanel }: TabsProps<Value>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  // An address may open a tab that lies outside of what is seen of the list.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time another tab opens
  useEffect(() => {
    const open = list.current?.querySelector<HTMLElement>("[aria-selected=true]");
    if (!list.current || !open) return;
    list.current.scrollLeft = open.offsetLeft - (list.current.clientWidth - open.offsetWidth) / 2;
  }, [value]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const all = [...(list.current?.querySelectorAll<HTMLElement>("[role=tab]") ?? [])];
    const now = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowRight: (now + 1) % all.length, ArrowLeft: now - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all.at(to)?.focus();
  };

  return (
    <>
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        onKeyDown={onKeyDown}
        className="fade-edges relative flex gap-5 overflow-x-auto border-line border-b px-4 [scrollbar-width:none] sm:px-5 print:hidden"
      >
        {tabs.map((tab) => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            data-tab={tab.value}
            id={`${id}-${tab.value}`}
            aria-selected={tab.value === value}
            aria-controls={tab.value === value ? `${id}-panel` : undefined}
            tabIndex={tab.value === value ? 0 : -1}
            onClick={() => onValueChange(tab.value)}
            className="relative h-11 shrink-0 font-medium text-[0.8125rem] whitespace-nowrap text-ink-muted outline-offset-[-2px] after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 after:rounded-full hover:text-ink aria-selected:text-ink aria-selected:after:bg-brand"
          >
            {tab.label}
          </button>
        ))}
      </div>
      {/* A panel of its own for each tab: what failed in one has not failed in the next. */}
      <div
        key={value}
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${value}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the step from a tab into its panel, as tabs are operated
        tabIndex={0}
        className="outline-offset-[-2px]"
      >
        {/* Each panel is one of its own: what failed or stands open in one is not the next one’s. */}
        <Fragment key={value}>{renderPanel(value)}</Fragment>
      </div>
    </>
  );
}
