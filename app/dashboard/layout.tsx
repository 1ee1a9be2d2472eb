import type { ReactNode } from "react";
import { Shell } from "#components/shell/shell.tsx";
import { workspace } from "./workspace.ts";

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const { user, organisation, projects, waiting, demoProjects, canRemoveDemo, ...may } = await workspace();
  const { canManageWebhooks, canViewAudit } = may;
  return (
    <Shell
      user={user}
      navigation={{ organisation: organisation.name, projects, waiting, canManageWebhooks, canViewAudit }}
      audience={`${organisation.id} ${user.id}`}
      demo={{ projects: demoProjects, canRemove: canRemoveDemo }}
    >
      {children}
    </Shell>
  );
}
