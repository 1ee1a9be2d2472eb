import type { ReactNode } from "react";
import { Shell } from "#components/shell/shell.tsx";
import { workspace } from "./workspace.ts";

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const { user, organisation, projects, demoProjects, canRemoveDemo, canViewAudit } = await workspace();
  return (
    <Shell
      user={user}
      organisation={organisation.name}
      projects={projects}
      canViewAudit={canViewAudit}
      demo={{ projects: demoProjects, canRemove: canRemoveDemo }}
    >
      {children}
    </Shell>
  );
}
