import type { Prisma } from "#prisma/generated/client.ts";
import type { OrgId } from "#server/context.ts";
import type { Books } from "./closing.ts";

/**
 * Takes the organisation's anchor row, so that nothing is recorded, repriced, closed or reopened until the transaction ends,
 * and answers how its books stand. Whoever records a call asks under the same lock: it is in the books before they are
 * closed, or a correction after, and never both.
 */
export async function lockBooks(tx: Prisma.TransactionClient, orgId: OrgId): Promise<Books> {
  await tx.$queryRaw`SELECT 1 FROM org_settings WHERE org_id = ${orgId} FOR NO KEY UPDATE`;
  return booksNow(tx, orgId);
}

/** How the books stand. */
export async function booksNow(tx: Pick<Prisma.TransactionClient, "$queryRaw">, orgId: OrgId): Promise<Books> {
  const [books] = await tx.$queryRaw<Books[]>`
    SELECT to_char(o.books_closed_through, 'YYYY-MM') AS "closedThrough", to_char((
      SELECT min(c.window_start) FROM usage_counters c
      WHERE c.org_id = ${orgId} AND c.scope = 'organization' AND c.project_id = '' AND c.scope_id = ${orgId}
        AND c."window" = 'month' AND c.calls <> 0), 'YYYY-MM') AS "firstUse"
    FROM org_settings o WHERE o.org_id = ${orgId}`;
  return books ?? { closedThrough: null, firstUse: null };
}
