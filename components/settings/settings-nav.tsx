"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { settingsHref } from "./settings-pages.ts";

/** The pages of settings that the reader may open, above each of them. On a narrow screen the list scrolls. */
export function SettingsNav({ pages }: { pages: readonly { page: string; label: string }[] }) {
  const path = usePathname();
  const list = useRef<HTMLUListElement>(null);
  // The open page may lie outside of what is seen of the list.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time another page opens
  useEffect(() => {
    const open = list.current?.querySelector<HTMLElement>("[aria-current]");
    if (!list.current || !open) return;
    list.current.scrollLeft = open.offsetLeft - (list.current.clientWidth - open.offsetWidth) / 2;
  }, [path]);
  return (
    <nav aria-label="Settings" className="mb-5 border-line border-b print:hidden">
      <ul ref={list} className="fade-edges relative flex gap-5 overflow-x-auto [scrollbar-width:none]">
        {pages.map(({ page, label }) => (
          <li key={page}>
            <Link
              href={settingsHref(page)}
              aria-current={path === settingsHref(page) ? "page" : undefined}
              className="relative flex h-10 touch:h-11 items-center font-medium text-[0.8125rem] whitespace-nowrap text-ink-muted outline-offset-[-2px] after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 after:rounded-full hover:text-ink aria-[current=page]:text-ink aria-[current=page]:after:bg-brand"
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
