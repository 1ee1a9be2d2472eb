import { z } from "zod";
import type { Ctx, OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { AppError } from "#server/errors.ts";

const projectIdsStatement = statement(
  "catalog_project_ids",
  "SELECT id FROM projects WHERE org_id = $1",
  z.object({ id: z.string() }),
);

/** Ids of every project of the organisation, archived ones included: a late charge still has to be booked. */
export async function projectIds(ctx: Pick<Ctx, "orgId">): Promise<ReadonlySet<string>> {
  const rows = await projectIdsStatement(pool(), [ctx.orgId]);
  return new Set(rows.map((row) => row.id));
}

/** A project as pages name it. Times are UTC. */
export type Project = { id: string; name: string; archivedAt: Date | null; lastEventAt: Date | null };

const projectsStatement = statement(
  "catalog_projects",
  `SELECT id, name, archived_at AS "archivedAt", last_event_at AS "lastEventAt"
   FROM projects WHERE org_id = $1 ORDER BY lower(name), id`,
  z.object({ id: z.string(), name: z.string(), archivedAt: z.date().nullable(), lastEventAt: z.date().nullable() }),
);

/** Every project of the organisation, by name. */
export function listProjects(ctx: { orgId: OrgId }): Promise<Project[]> {
  return projectsStatement(pool(), [ctx.orgId]);
}

const projectStatement = statement(
  "catalog_project",
  `SELECT id, name, archived_at AS "archivedAt", last_event_at AS "lastEventAt"
   FROM projects WHERE org_id = $1 AND id = $2`,
  z.object({ id: z.string(), name: z.string(), archivedAt: z.date().nullable(), lastEventAt: z.date().nullable() }),
);

/**
 * One project.
 * @throws AppError `not_found`, the same for a project of another organisation as for none.
 */
export async function getProject(ctx: { orgId: OrgId }, projectId: string): Promise<Project> {
  const [project] = await projectStatement(pool(), [ctx.orgId, projectId]);
  if (!project) throw new AppError("not_found", `There is no project "${projectId}".`);
  return project;
}
