import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireSession } from "#server/access/page-session.ts";
import { may, permissionsOf } from "#server/access/permissions.ts";
import { sessionCtx } from "#server/access/session.ts";
import { pendingApprovalCount } from "#server/alerts/approval-queries.ts";
import { openAlertCount } from "#server/alerts/queries.ts";
import { listProjects } from "#server/catalog/queries.ts";
import { env } from "#server/env.ts";
import { demoProjectIds } from "#server/ingest/demo/demo-project-ids.ts";

export type WorkspaceProject = { id: string; name: string };

/** Who is signed in, where, and the projects there: what the frame of every page needs, read once per request. */
export const workspace = cache(async () => {
  const session = await requireSession();
  const { actor } = sessionCtx(session, new Date());
  const { orgId } = session;
  const [projects, demoProjects, alerts, approvals] = await Promise.all([
    listProjects({ orgId }),
    demoProjectIds({ orgId }),
    openAlertCount({ orgId }),
    pendingApprovalCount({ orgId }),
  ]);
  const organisation = session.organizations.find(({ id }) => id === orgId);
  return {
    orgId,
    user: { ...session.user, role: session.role },
    organizations: session.organizations.map(({ id, name }) => ({ id: id as string, name })),
    permissions: permissionsOf(actor),
    organisation: { id: orgId as string, name: organisation?.name ?? orgId },
    home: {
      orgId: orgId as string,
      purser: env().PURSER_URL,
      canManageKeys: may(actor, "manageKeys"),
      canManageProjects: may(actor, "manageProjects"),
    },
    canSetLimit: may(actor, "setLimit"),
    canDismissInsights: may(actor, "dismissInsight"),
    canManageAgents: may(actor, "manageAgents"),
    canViewAudit: may(actor, "viewAudit"),
    canDecideApprovals: may(actor, "decideApproval"),
    waiting: { alerts, approvals },
    demoProjects,
    canRemoveDemo: may(actor, "manageOrganization"),
    projects: projects.map(({ id, name }): WorkspaceProject => ({ id, name })),
  };
});

/** The project a page is about. One that is not the caller’s does not exist for them. */
export async function projectOfPage(params: Promise<{ projectId: string }>): Promise<WorkspaceProject> {
  const projectId = decodeURIComponent((await params).projectId);
  const { projects } = await workspace();
  return projects.find(({ id }) => id === projectId) ?? notFound();
}
