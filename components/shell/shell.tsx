import type { ReactNode } from "react";
import { LiveEvents } from "#components/live/live-events.tsx";
import { PaletteButton } from "#components/palette/palette-button.tsx";
import { PaletteHost } from "#components/palette/palette-host.tsx";
import { Shortcuts } from "#components/shortcuts/shortcuts.tsx";
import { Breadcrumb } from "./breadcrumb.tsx";
import { DemoBanner } from "./demo-banner.tsx";
import { MobileNav } from "./mobile-nav.tsx";
import { PrintHeader } from "./print-header.tsx";
import { type Navigation, SidebarContent } from "./sidebar.tsx";
import { ThemeMenu } from "./theme-menu.tsx";
import { UserMenu } from "./user-menu.tsx";

type ShellProps = {
  user: { name: string; email: string; role: string };
  /** Those the reader belongs to. */
  organizations: readonly { id: string; name: string }[];
  organizationId: string;
  navigation: Navigation;
  /** Who reads where: tabs of the same share one connection. */
  audience: string;
  demo: { projects: readonly string[]; canRemove: boolean };
  children: ReactNode;
};

/** The frame of every signed-in page: navigation, header, and the page itself in `main`. */
export function Shell({ user, organizations, organizationId, navigation, audience, demo, children }: ShellProps) {
  const { organisation, projects } = navigation;
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15.5rem_minmax(0,1fr)] print:block">
      <div className="sticky top-0 h-dvh border-line border-r max-lg:hidden print:hidden">
        <SidebarContent {...navigation} />
      </div>
      <LiveEvents audience={audience} />
      <PaletteHost projects={projects} permissions={navigation.permissions} />
      <Shortcuts />
      <div className="flex min-w-0 flex-col">
        <header className="sticky top-0 z-30 border-line border-b bg-canvas/85 backdrop-blur print:hidden">
          <div className="flex h-13 items-center justify-between gap-3 px-4 sm:px-6">
            <div className="flex min-w-0 items-center gap-2">
              <MobileNav {...navigation} />
              <Breadcrumb projects={projects} />
            </div>
            <div className="flex shrink-0 items-center gap-1.5">
              <span className="mr-1.5 text-ink-muted text-xs whitespace-nowrap max-[26rem]:sr-only">All times UTC</span>
              <PaletteButton />
              <ThemeMenu />
              <UserMenu user={user} organizations={organizations} currentId={organizationId} />
            </div>
          </div>
        </header>
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto w-full max-w-[80rem] flex-1 px-4 pt-5 pb-16 outline-none sm:px-6 print:max-w-none print:p-0"
        >
          <PrintHeader organisation={organisation} projects={projects} />
          <DemoBanner {...demo} />
          {children}
        </main>
      </div>
    </div>
  );
}
