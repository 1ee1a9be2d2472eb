import type { PoolClient } from "pg";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import { line } from "#server/catalog/fields.ts";
import { actorName, type Ctx } from "#server/context.ts";
import { statement, transaction } from "#server/db.ts";
import { allowed, refused } from "#server/enforcement/answer.ts";
import { windowStarts } from "#server/enforcement/counters.ts";
import { type Ask, decide, type Standing } from "#server/enforcement/decide.ts";
import { type Grounds, loadGrounds } from "#server/enforcement/load.ts";
import { readReservation } from "#server/enforcement/queries.ts";
import { dollars, holdAmount } from "#server/enforcement/reserve-input.ts";
import { AppError } from "#server/errors.ts";
import { toDecimalString } from "#server/money/amount.ts";
import { announceEvents } from "#server/outbox.ts";
import { parseInput } from "#server/parse-input.ts";
import { type Approval, getApproval } from "./approval-queries.ts";

/** `extra`: dollars to add to the limit for this window; left out, this one call alone may pass it. */
export const approvalDecisionInput = z
  .strictObject({
    decision: z.enum(["approve", "reject"]),
    reason: line(500).optional(),
    extra: dollars.optional(),
  })
  .refine(({ decision, reason }) => decision === "approve" || reason !== undefined, {
    path: ["reason"],
    error: "is required to reject: the agent is told why",
  });

/**
 * Decides an approval, once. Approved, the call's hold is placed in the same transaction, past the limits that have no room
 * for it: they stay as they are, so that whatever becomes of this call leaves no room to others that was not there before.
 * With `extra` each such limit of cost is raised for its current window. Rejected, the agent is told why.
 * @throws AppError `forbidden`; `validation_failed` when `extra` is too little; `not_found`; `conflict` when it is decided
 * already, was withdrawn, expired, or another cap or a pause stands against it now. An agent that was paused by a limit which
 * asks for approval goes on with it.
 */
export async function decideApproval({
  ctx,
  id,
  input,
}: {
  ctx: Ctx;
  id: string;
  input: z.input<typeof approvalDecisionInput>;
}): Promise<Approval> {
  requirePermission(ctx, "decideApproval");
  const { decision, reason = null, extra } = parseInput(approvalDecisionInput, input);
  const asked = await getApproval(ctx, id);
  const extraNanos = extra === undefined ? null : holdAmount(extra, "extra");
  await transaction(async (client) => {
    const now = new Date();
    const reservation = await readReservation(client, ctx.orgId, asked.reservationId ?? "");
    const seconds = (reservation.expiresAt.getTime() - reservation.createdAt.getTime()) / 1000;
    const to = new Date(now.getTime() + seconds * 1000);
    const grounds = await loadGrounds(client, ctx.orgId, now, {
      windows: windowStarts(now, to),
      ids: [reservation.id],
      projectIds: [reservation.projectId],
      agentIds: [reservation.agentId],
      agentTypes: [reservation.agentType],
      runIds: reservation.runId === null ? [] : [reservation.runId],
    });
    await requirePending(client, ctx, id);
    let added: bigint | null = null;
    if (decision === "approve") {
      const ask: Ask = { ...reservation, ...grounds.runOf(reservation.runId), from: now, to };
      const { standings, passed, pause } = admit({ ctx, ask, grounds });
      const more = extraNanos ?? 0n;
      const raised = extraNanos === null ? [] : passed.filter(({ budget }) => budget.unit === "cost");
      for (const standing of raised) await raise({ client, ctx, now, standing, more });
      if (raised.length > 0) added = more;
      const after = standings.map((s) => (raised.includes(s) ? { ...s, limit: s.limit + more } : s));
      if (pause) {
        const by = actorName(ctx.actor);
        await resumeStatement(client, [ctx.orgId, now, [ask.agentId], by, "Its call was approved"]);
      }
      const hold = { amountNanos: reservation.amountNanos, tokens: reservation.tokens, expiresAt: to };
      const answer = allowed(reservation.id, hold, after);
      await grantStatement(client, [ctx.orgId, reservation.id, now, to, JSON.stringify(answer)]);
    } else {
      await rejectStatement(client, [ctx.orgId, reservation.id, now, rejection(reservation.answer, reason)]);
    }
    await decidedStatement(client, [ctx.orgId, id, decision, reason, actorName(ctx.actor), now, added]);
    await recordDecision(client, ctx, asked, now, { decision, reason, added });
  });
  announceEvents(ctx.orgId);
  return getApproval(ctx, id);
}

const pendingStatement = statement(
  "approvals_pending",
  `SELECT decision, decided_by AS "decidedBy" FROM approvals WHERE org_id = $1 AND id = $2`,
  z.object({ decision: z.string().nullable(), decidedBy: z.string().nullable() }),
);

/** Read with the organisation locked: of two who decide at once the second finds the first's decision. */
async function requirePending(client: PoolClient, ctx: Ctx, id: string): Promise<void> {
  const [row] = await pendingStatement(client, [ctx.orgId, id]);
  if (!row?.decision) return;
  if (row.decision === "expired") {
    const message =
      "This request expired: the window of its limit ended before anyone decided. Its agent may ask again.";
    throw new AppError("conflict", message);
  }
  const what = { approve: "approved", reject: "rejected" }[row.decision] ?? "withdrawn by its agent";
  throw new AppError("conflict", `This request was already ${what}${row.decidedBy ? ` by ${row.decidedBy}` : ""}.`);
}

const extraStatement = statement(
  "approvals_add_extra",
  `INSERT INTO budget_windows AS w (org_id, budget_id, scope_id, window_start, extra) VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (org_id, budget_id, scope_id, window_start) DO UPDATE SET extra = w.extra + EXCLUDED.extra`,
  z.object({}),
);

const leaveStatement = statement(
  "approvals_leave_thresholds",
  "SELECT leave_thresholds($1, $2, $3) AS done",
  z.object({ done: z.unknown() }),
);

const freedStatement = statement(
  "approvals_resume_freed",
  "SELECT resume_freed($1, $2, $3, $4) AS events",
  z.object({ events: z.boolean() }),
);

const resumeStatement = statement(
  "approvals_resume_agent",
  "SELECT resume_agents($1, $2, $3, $4, $5) AS events",
  z.object({ events: z.boolean() }),
);

/**
 * How the budgets of the call stand, which limits it would pass, and the pause that ends with it.
 * @throws AppError `conflict` where a cap that cannot be approved away, or another pause, stands against it.
 */
function admit({ ctx, ask, grounds }: { ctx: Ctx; ask: Ask; grounds: Grounds }) {
  const pause = grounds.agents.get(ask.agentId)?.pause ?? null;
  const pausing = grounds.budgets.find(({ id }) => id === pause?.budgetId);
  const ends = pausing?.onExceeded.includes("approval") ?? false;
  const decision = decide({ orgId: ctx.orgId, ask, pause: ends ? null : pause, ...grounds });
  if (decision.kind === "paused" || decision.kind === "refuse") {
    throw new AppError("conflict", `It cannot be approved as it stands. ${refused("", decision).detail}`);
  }
  return { standings: decision.standings, passed: decision.kind === "approval" ? decision.refusals : [], pause };
}

type Raise = { client: PoolClient; ctx: Ctx; now: Date; standing: Standing; more: bigint };

/** Raises a limit for its window; agents that this frees go on. @throws AppError `validation_failed` when it is too little. */
async function raise({ client, ctx, now, standing, more }: Raise): Promise<void> {
  const { budget, scopeId, window, limit, spent, reserved, asked } = standing;
  const lacking = spent + reserved + (asked ?? 0n) - limit;
  if (more < lacking) {
    const message = `must be at least ${toDecimalString(lacking)}: what this call lacks in the limit of ${budget.id}`;
    throw new AppError("validation_failed", `extra: ${message}`, { errors: [{ path: "extra", message }] });
  }
  await extraStatement(client, [ctx.orgId, budget.id, scopeId, window.windowStart, more]);
  await leaveStatement(client, [ctx.orgId, now, budget.id]);
  await freedStatement(client, [ctx.orgId, now, budget.id, actorName(ctx.actor)]);
}

const grantStatement = statement(
  "approvals_grant",
  "SELECT grant_reservation($1, $2, $3, $4, $5) AS done",
  z.object({ done: z.unknown() }),
);

const rejectStatement = statement(
  "approvals_reject",
  `UPDATE reservations SET status = 'rejected', ended_at = $3, answer = $4
   WHERE org_id = $1 AND id = $2 AND status = 'pending'`,
  z.object({}),
);

const decidedStatement = statement(
  "approvals_decided",
  `UPDATE approvals SET decision = $3, reason = $4, decided_by = $5, decided_at = $6, extra_nanos = $7
   WHERE org_id = $1 AND id = $2`,
  z.object({}),
);

/** What the agent gets that asks again under the reservation's id: refused, by whom it was, and why. */
function rejection(answer: unknown, reason: string | null): object {
  const { id = "", budgets = [] } = answer as { id?: string; budgets?: unknown[] };
  const detail = `A person rejected this call${reason ? `: ${reason}` : "."}`;
  return { id, decision: "refused", code: "budget_exceeded", detail, budgets };
}

const eventStatement = statement(
  "approvals_record",
  `WITH event AS (
     INSERT INTO domain_events (org_id, id, type, payload, created_at) VALUES ($1, $2, 'ApprovalDecided', $3, $4))
   INSERT INTO audit_entries (org_id, id, actor, action, target, after, created_at) VALUES ($1, $2, $5, $6, $7, $3, $4)`,
  z.object({}),
);

async function recordDecision(
  client: PoolClient,
  ctx: Ctx,
  asked: Approval,
  now: Date,
  { decision, reason, added }: { decision: string; reason: string | null; added: bigint | null },
): Promise<void> {
  const { id: approvalId, reservationId, agentId, projectId, budgetId } = asked;
  const extra = added === null ? null : toDecimalString(added);
  const by = actorName(ctx.actor);
  const facts = { approvalId, reservationId, agentId, projectId, budgetId, decision, reason, extra, by };
  await eventStatement(client, [ctx.orgId, uuidv7(), facts, now, by, `approval.${decision}`, `approval:${approvalId}`]);
}
