"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { settingsHref } from "./settings-pages.ts";

/** The pages of settings that the reader may open, above each of them. On a narrow screen the list scrolls. */
export function SettingsNav({ pages }: { pages: readonly { page: string; label: string }[] }) {
  const path = usePathname();
  return (
    <nav aria-label="Settings" className="mb-5 border-line border-b print:hidden">
      <ul className="fade-edges flex gap-5 overflow-x-auto [scrollbar-width:none]">
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
