import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { toDollars } from "#server/money/amount.ts";

/**
 * `pending` until decided; `withdrawn` when the agent gave its reservation back first, `expired` when the windows of the
 * limits it was about ended first.
 */
export const approvalStatuses = ["pending", "approved", "rejected", "withdrawn", "expired"] as const;
export type ApprovalStatus = (typeof approvalStatuses)[number];

const row = z.object({
  id: z.string(),
  status: z.enum(approvalStatuses),
  budgetId: z.string(),
  reservationId: z.string().nullable(),
  agentId: z.string(),
  agentName: z.string().nullable(),
  projectId: z.string(),
  projectName: z.string().nullable(),
  amountNanos: z.bigint(),
  extraNanos: z.bigint().nullable(),
  request: z.record(z.string(), z.unknown()),
  reason: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: z.date().nullable(),
  createdAt: z.date(),
  expiresAt: z.date(),
  pausedBy: z.string().nullable(),
  pauseReason: z.string().nullable(),
  resumes: z.boolean(),
});

// $2: statuses or null for all; $3: an id or null. $4, $5: where the page before ended. $7: the UTC time:
// what is over is so before anyone has written it down. An agent goes on with its call where the limit that paused it asks too.
const approvalsStatement = statement(
  "approvals_list",
  `SELECT a.id, a.budget_id AS "budgetId", a.reservation_id AS "reservationId", a.agent_id AS "agentId",
     g.name AS "agentName", a.project_id AS "projectId", p.name AS "projectName", a.amount_nanos AS "amountNanos",
     a.extra_nanos AS "extraNanos", a.request, d.status, a.reason, a.decided_by AS "decidedBy",
     CASE WHEN d.status <> 'pending' THEN COALESCE(a.decided_at, a.expires_at) END AS "decidedAt", a.created_at AS "createdAt",
     a.expires_at AS "expiresAt", CASE WHEN g.status = 'paused' THEN COALESCE(g.status_by, '') END AS "pausedBy",
     g.status_reason AS "pauseReason", COALESCE('approval' = ANY (b.on_exceeded), false) AS resumes
   FROM approvals a
   CROSS JOIN LATERAL (
     SELECT CASE WHEN a.decision = 'approve' THEN 'approved' WHEN a.decision = 'reject' THEN 'rejected'
       WHEN a.decision IS NOT NULL THEN a.decision WHEN a.expires_at <= $7 THEN 'expired' ELSE 'pending' END AS status) d
   LEFT JOIN agents g ON g.org_id = a.org_id AND g.id = a.agent_id
   LEFT JOIN projects p ON p.org_id = a.org_id AND p.id = a.project_id
   LEFT JOIN budgets b ON b.org_id = a.org_id AND b.id = g.paused_by_budget_id
   WHERE a.org_id = $1 AND ($2::text[] IS NULL OR d.status = ANY ($2)) AND ($3::text IS NULL OR a.id = $3)
     AND ($4::timestamptz IS NULL OR (a.created_at, a.id) < ($4, $5::text))
   ORDER BY a.created_at DESC, a.id DESC LIMIT $6`,
  row,
);

const countStatement = statement(
  "approvals_open_count",
  "SELECT count(*)::int AS open FROM approvals WHERE org_id = $1 AND decision IS NULL AND expires_at > $2",
  z.object({ open: z.int() }),
);

/** A call that a person is asked about. Amounts in dollars, exact in nano-dollars beside them; times UTC. */
export type Approval = {
  id: string;
  status: ApprovalStatus;
  budgetId: string;
  reservationId: string | null;
  agentId: string;
  agentName: string;
  projectId: string;
  projectName: string;
  amount: number;
  amountNanos: string;
  /** What the decision added to the limit for its window; null where it let this one call pass. */
  extra: number | null;
  extraNanos: string | null;
  /** The reservation as it was asked for, with every budget that had no room (`budgets`). */
  request: Record<string, unknown>;
  decision: "approve" | "reject" | null;
  reason: string | null;
  decidedBy: string | null;
  decidedAt: string | null;
  createdAt: string;
  /** Until when it may be decided. */
  expiresAt: string;
  /**
   * While it waits and its agent is paused: by whom and why. `resumes`: approving lets the agent go on too; otherwise a person
   * has to resume it first.
   */
  agentPause: { by: string; reason: string | null; resumes: boolean } | null;
};

/** Approvals, newest first: those of some statuses, or all. */
export async function listApprovals(
  ctx: { orgId: OrgId },
  filter: { statuses?: readonly ApprovalStatus[] | undefined; id?: string | undefined } = {},
  page: { limit: number; after?: { createdAt: string; id: string } | undefined } = { limit: 50 },
): Promise<Approval[]> {
  const { after, limit } = page;
  const position = [after?.createdAt ?? null, after?.id ?? null];
  const rows = await approvalsStatement(pool(), [
    ctx.orgId,
    filter.statuses ?? null,
    filter.id ?? null,
    ...position,
    limit,
    new Date(),
  ]);
  return rows.map(shown);
}

/** How many approvals wait for a person: the badge in the sidebar. */
export async function pendingApprovalCount(ctx: { orgId: OrgId }): Promise<number> {
  const [row] = await countStatement(pool(), [ctx.orgId, new Date()]);
  return row?.open ?? 0;
}

/** One approval. @throws AppError `not_found`. */
export async function getApproval(ctx: { orgId: OrgId }, id: string): Promise<Approval> {
  const [approval] = await listApprovals(ctx, { id });
  if (!approval) throw new AppError("not_found", `There is no approval "${id}".`);
  return approval;
}

const decisions: { [Status in ApprovalStatus]?: "approve" | "reject" } = { approved: "approve", rejected: "reject" };

function shown({ pausedBy, pauseReason, resumes, ...a }: z.output<typeof row>): Approval {
  const paused = a.status === "pending" && pausedBy !== null;
  return {
    ...a,
    decision: decisions[a.status] ?? null,
    agentPause: paused ? { by: pausedBy, reason: pauseReason, resumes } : null,
    agentName: a.agentName ?? a.agentId,
    projectName: a.projectName ?? a.projectId,
    amount: toDollars(a.amountNanos),
    amountNanos: a.amountNanos.toString(),
    extra: a.extraNanos === null ? null : toDollars(a.extraNanos),
    extraNanos: a.extraNanos?.toString() ?? null,
    decidedAt: a.decidedAt?.toISOString() ?? null,
    createdAt: a.createdAt.toISOString(),
    expiresAt: a.expiresAt.toISOString(),
  };
}
