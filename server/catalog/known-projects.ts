import type { OrgId } from "#server/context.ts";
import { projectIds } from "./queries.ts";

/** How long a project that another process removed may still be taken for one that is there. */
const freshForMs = 5_000;

type Shelf = { ids: Promise<ReadonlySet<string>>; readAt: number };
const holder = globalThis as typeof globalThis & { purserKnownProjects?: Map<string, Shelf> };

/**
 * Ids of the projects of the organisation, asked of the database at most every five seconds: ingest asks for them with
 * every request. One that is missing may be new, so ask `projectIds` before refusing it.
 */
export function knownProjects({ orgId }: { orgId: OrgId }): Promise<ReadonlySet<string>> {
  holder.purserKnownProjects ??= new Map();
  const shelf = holder.purserKnownProjects.get(orgId);
  const now = Date.now();
  if (shelf && now - shelf.readAt < freshForMs && now >= shelf.readAt) return shelf.ids;
  const ids = projectIds({ orgId });
  holder.purserKnownProjects.set(orgId, { ids, readAt: now });
  ids.catch(() => forgetProjects({ orgId }));
  return ids;
}

/** To be called when projects were removed, or when one was missing that is there. */
export function forgetProjects({ orgId }: { orgId: OrgId }): void {
  holder.purserKnownProjects?.delete(orgId);
}
