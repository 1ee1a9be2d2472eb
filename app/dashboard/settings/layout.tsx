import type { ReactNode } from "react";
import { SettingsNav } from "#components/settings/settings-nav.tsx";
import { settingsPages } from "#components/settings/settings-pages.ts";
import { workspace } from "../workspace.ts";

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const { permissions } = await workspace();
  const pages = settingsPages.filter(({ permission }) => permission === null || permissions.includes(permission));
  return (
    <>
      <SettingsNav pages={pages.map(({ page, label }) => ({ page, label }))} />
      {children}
    </>
  );
}
