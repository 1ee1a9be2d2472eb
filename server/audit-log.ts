import { z } from "zod";
import type { OrgId } from "./context.ts";
import { pool, statement } from "./db.ts";
import { AppError } from "./errors.ts";

const pageSize = 50;

const row = z.object({
  id: z.string(),
  actor: z.string(),
  action: z.string(),
  target: z.string(),
  agentId: z.string().nullable(),
  agentName: z.string().nullable(),
  projectId: z.string().nullable(),
  projectName: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
  createdAt: z.date(),
});

// $2: a group of actions; $3: an actor; $4: a part of the target, or of the id or name of its agent or project; each null for
// all. $5, $6: the entry that the page before ended with. The agent and the project that a change is of are read from its
// target, from the scope of a budget (`agent_type:web:research`), or from its fields; gone, they have no name.
const auditStatement = statement(
  "audit_log",
  `SELECT a.id, a.actor, a.action, a.target, k."agentId", g.name AS "agentName", k."projectId", p.name AS "projectName",
     a.before, a.after, a.created_at AS "createdAt"
   FROM audit_entries a
   CROSS JOIN LATERAL (
     SELECT CASE WHEN a.action LIKE 'budget.%' THEN COALESCE(a.after ->> 'scope', a.before ->> 'scope') END AS scope) b
   CROSS JOIN LATERAL (SELECT
     CASE WHEN a.target LIKE 'agent:%' THEN substr(a.target, 7) WHEN b.scope LIKE 'agent:%' THEN substr(b.scope, 7)
       ELSE COALESCE(a.after ->> 'agentId', a.before ->> 'agentId') END AS "agentId",
     CASE WHEN a.action LIKE 'project.%' THEN a.target WHEN b.scope LIKE 'project:%' THEN substr(b.scope, 9)
       WHEN b.scope LIKE 'agent\\_type:%:%' OR b.scope LIKE 'pipeline\\_run:%:%' THEN split_part(b.scope, ':', 2)
       ELSE COALESCE(a.after ->> 'projectId', a.before ->> 'projectId') END AS "projectId") k
   LEFT JOIN agents g ON g.org_id = a.org_id AND g.id = k."agentId"
   LEFT JOIN projects p ON p.org_id = a.org_id AND p.id = k."projectId"
   WHERE a.org_id = $1 AND ($2::text IS NULL OR split_part(a.action, '.', 1) = $2) AND ($3::text IS NULL OR a.actor = $3)
     AND ($4::text IS NULL
       OR position(lower($4) IN lower(concat_ws(' ', a.target, k."agentId", g.name, k."projectId", p.name))) > 0)
     AND ($5::timestamptz IS NULL OR (a.created_at, a.id) < ($5, $6::text))
   ORDER BY a.created_at DESC, a.id DESC LIMIT $7`,
  row,
);

const filtersStatement = statement(
  "audit_filters",
  `SELECT array_agg(DISTINCT split_part(action, '.', 1)) AS groups, array_agg(DISTINCT actor) AS actors
   FROM audit_entries WHERE org_id = $1`,
  z.object({ groups: z.string().array().nullable(), actors: z.string().array().nullable() }),
);

export type AuditFilter = { group?: string | undefined; actor?: string | undefined; target?: string | undefined };

/** Who changed what, newest first. `after` is the entry that the page before ended with. */
export async function listAuditEntries(
  ctx: { orgId: OrgId },
  filter: AuditFilter,
  { limit, after }: { limit: number; after?: { createdAt: string; id: string } | undefined },
) {
  const rows = await auditStatement(pool(), [
    ctx.orgId,
    filter.group ?? null,
    filter.actor ?? null,
    filter.target?.trim() || null,
    after?.createdAt ?? null,
    after?.id ?? null,
    limit,
  ]);
  return rows.map((entry) => ({ ...entry, createdAt: entry.createdAt.toISOString() }));
}

export type AuditEntry = Awaited<ReturnType<typeof listAuditEntries>>[number];

/**
 * The audit log as its page reads it, 50 entries at a time; `nextCursor` is null on the last.
 * @throws AppError `bad_request` for a cursor that is none.
 */
export async function auditLog(ctx: { orgId: OrgId }, filter: AuditFilter, cursor?: string | null) {
  const after = cursor ? readCursor(cursor) : undefined;
  const entries = await listAuditEntries(ctx, filter, { limit: pageSize + 1, after });
  const items = entries.slice(0, pageSize);
  const last = items.at(-1);
  return { items, nextCursor: entries.length > pageSize && last ? `${last.createdAt} ${last.id}` : null };
}

/** The groups of actions (`budget` of `budget.set`) and the actors that the log knows. */
export async function auditFilters(ctx: { orgId: OrgId }): Promise<{ groups: string[]; actors: string[] }> {
  const [known] = await filtersStatement(pool(), [ctx.orgId]);
  return { groups: known?.groups ?? [], actors: known?.actors ?? [] };
}

function readCursor(cursor: string): { createdAt: string; id: string } {
  const [createdAt = "", id = ""] = cursor.split(" ");
  if (!id || !z.iso.datetime().safeParse(createdAt).success) {
    throw new AppError("bad_request", "The cursor is not valid. Take nextCursor of the page before.");
  }
  return { createdAt, id };
}
