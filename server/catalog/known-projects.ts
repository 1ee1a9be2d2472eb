import type { OrgId } from "#server/context.ts";
import { projectIds } from "./queries.ts";

/** How long a project that another process removed may still be taken for one that is there. */
const freshForMs = 5_000;

type Shelf = { ids: Promise<ReadonlySet<string>>; readAt: number };
const holder = globalThis as typeof globalThis & { purserKnownProjects?: Map<string, Shelf> };

/**
 * Ids of the projects of the organisation, asked of the database at most every five seconds: ingest and reservations ask for
 * them with every request. One that is missing may be new: look at `rereadProjects` before refusing it.
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

/** The same, asked of the database now, whichever process made them. */
export function rereadProjects(ctx: { orgId: OrgId }): Promise<ReadonlySet<string>> {
  forgetProjects(ctx);
  return knownProjects(ctx);
}

/** To be called when projects were removed. */
export function forgetProjects({ orgId }: { orgId: OrgId }): void {
  holder.purserKnownProjects?.delete(orgId);
}
