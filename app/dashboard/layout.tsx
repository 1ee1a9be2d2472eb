import type { ReactNode } from "react";
import { Shell } from "#components/shell/shell.tsx";
import { workspace } from "./workspace.ts";

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const { user, organisation, projects, waiting, demoProjects, canRemoveDemo, permissions, organizations } =
    await workspace();
  return (
    <Shell
      user={user}
      organizations={organizations}
      organizationId={organisation.id}
      navigation={{ organisation: organisation.name, projects, waiting, permissions }}
      audience={`${organisation.id} ${user.id}`}
      demo={{ projects: demoProjects, canRemove: canRemoveDemo }}
    >
      {children}
    </Shell>
  );
}
