import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import { audit } from "#server/audit.ts";
import { actorName, type Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { announceEvents } from "#server/outbox.ts";
import { parseInput } from "#server/parse-input.ts";
import { type Agent, getAgent } from "./agent-queries.ts";
import { line } from "./fields.ts";

/** Why, for whoever wonders later. */
export const pauseInput = z.strictObject({ reason: line(500).optional() });

type Change = { ctx: Ctx; agentId: string; input?: z.input<typeof pauseInput> };

/**
 * Pauses an agent: its reservations are refused until a person resumes it. Calls that are under way may settle. One that a
 * person paused already stays as it is; one that a budget paused stays paused when that budget frees.
 * @throws AppError `forbidden`, `validation_failed`, `not_found`.
 */
export function pauseAgent({ ctx, agentId, input = {} }: Change): Promise<Agent> {
  return changeStatus(ctx, agentId, "paused", input);
}

/**
 * Lets a paused agent go on, whoever or whatever paused it. A cap that is still reached refuses its calls and pauses it
 * again at its next one.
 * @throws AppError `forbidden`, `validation_failed`, `not_found`.
 */
export function resumeAgent({ ctx, agentId, input = {} }: Change): Promise<Agent> {
  return changeStatus(ctx, agentId, "active", input);
}

async function changeStatus(
  ctx: Ctx,
  agentId: string,
  status: "active" | "paused",
  input: z.input<typeof pauseInput>,
): Promise<Agent> {
  requirePermission(ctx, "manageAgents");
  const { reason = null } = parseInput(pauseInput, input);
  const by = actorName(ctx.actor);
  const changed = await prisma().$transaction(async (tx) => {
    // The anchor row orders this with reservations under way: none is decided on the old status after this commits.
    await tx.$queryRaw`SELECT 1 FROM org_settings WHERE org_id = ${ctx.orgId} FOR NO KEY UPDATE`;
    const [due] = await tx.$queryRaw<[{ events: boolean }]>`
      SELECT resume_due(${ctx.orgId}, ${ctx.now}, ${[agentId]}) AS events`;
    // On this connection: whoever waits for the anchor row may have all the others.
    const before = await tx.agent.findUnique({ where: { orgId_id: { orgId: ctx.orgId, id: agentId } } });
    if (!before) throw new AppError("not_found", `There is no agent "${agentId}".`);
    const paused = before.status === "paused";
    if (paused ? status === "paused" && before.pausedByBudgetId === null : status === "active") return due.events;
    await tx.agent.update({
      where: { orgId_id: { orgId: ctx.orgId, id: agentId } },
      data: {
        status,
        statusReason: reason,
        statusSince: ctx.now,
        statusBy: by,
        pausedByBudgetId: null,
        pausedByScopeId: null,
        pausedUntil: null,
      },
    });
    await audit(tx, ctx, {
      action: status === "paused" ? "agent.pause" : "agent.resume",
      target: `agent:${agentId}`,
      before: { status: before.status, reason: before.statusReason },
      after: { status, reason },
    });
    await tx.domainEvent.create({
      data: {
        orgId: ctx.orgId,
        id: `event_${uuidv7()}`,
        type: status === "paused" ? "AgentPaused" : "AgentResumed",
        payload: { agentId, by, reason },
        createdAt: ctx.now,
      },
    });
    return true;
  });
  if (changed) announceEvents(ctx.orgId);
  return getAgent(ctx, agentId);
}
