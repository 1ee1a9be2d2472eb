import Link from "next/link";
import { openPalette, type PaletteView } from "#components/palette/palette-store.ts";
import type { Permission } from "#server/access/permissions.ts";
import { LogoMark } from "./logo.tsx";
import type { Waiting } from "./nav-count.tsx";
import { type NavProject, SidebarNav } from "./sidebar-nav.tsx";

/** What the navigation shows. */
export type Navigation = {
  organisation: string;
  projects: readonly NavProject[];
  waiting: Waiting;
  permissions: readonly Permission[];
};

type SidebarProps = Navigation & {
  onNavigate?: () => void;
  /** Opens the search of projects; left out, at once. */
  onFindProject?: (view: PaletteView) => void;
};

/** What stands at the left of every page, and in the drawer of a narrow screen. */
export function SidebarContent({ organisation, onNavigate, onFindProject = openPalette, ...nav }: SidebarProps) {
  return (
    <nav aria-label="Main" className="flex h-full flex-col gap-5 overflow-y-auto px-3 pt-3 pb-4">
      <Link href="/dashboard" onClick={onNavigate} className="flex items-center gap-2.5 rounded-md px-2 py-1.5">
        <LogoMark className="size-6.5 shrink-0 text-brand" />
        <span className="min-w-0 leading-4.5">
          <span className="block font-semibold text-[0.9375rem] tracking-[-0.02em]">Purser</span>
          <span className="block truncate text-ink-muted text-xs">{organisation}</span>
        </span>
      </Link>
      <SidebarNav {...nav} onNavigate={onNavigate} onFindProject={onFindProject} />
    </nav>
  );
}
