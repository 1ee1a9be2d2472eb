import { listProjects } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";

/**
 * Whether the organisation had its first call: `receivedIn` is a project that had one, null while none has. `projectId` is
 * the first project by name, null where there is none yet.
 */
export async function firstCall({
  ctx,
}: {
  ctx: Ctx;
}): Promise<{ projectId: string | null; receivedIn: string | null }> {
  const projects = await listProjects(ctx);
  return {
    projectId: projects[0]?.id ?? null,
    receivedIn: projects.find(({ lastEventAt }) => lastEventAt !== null)?.id ?? null,
  };
}
