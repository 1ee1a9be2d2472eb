import { z } from "zod";
import { Prisma } from "#prisma/generated/client.ts";
import { requirePermission } from "#server/access/permissions.ts";
import { audit } from "#server/audit.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";
import { type Agent, getAgent } from "./agent-queries.ts";
import { identifier, line } from "./fields.ts";
import { getProject } from "./queries.ts";

const fields = {
  name: line(100).optional(),
  agentType: line(256).optional(),
  projectId: identifier.nullish(),
};

export const registerAgentInput = z.strictObject({ id: identifier, ...fields });
export const updateAgentInput = z.strictObject(fields);

/**
 * Registers an agent before its first call, so that limits can be set for it.
 * @throws AppError `forbidden`, `validation_failed`, `not_found` for an unknown project, `conflict` when there is one already.
 */
export async function registerAgent({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof registerAgentInput>;
}): Promise<Agent> {
  requirePermission(ctx, "manageAgents");
  const { id, name = id, agentType = "other", projectId = null } = parseInput(registerAgentInput, input);
  if (projectId !== null) await getProject(ctx, projectId);
  try {
    await prisma().$transaction(async (tx) => {
      await tx.agent.create({ data: { orgId: ctx.orgId, id, name, agentType, projectId, createdAt: ctx.now } });
      await audit(tx, ctx, { action: "agent.create", target: `agent:${id}`, after: { name, agentType, projectId } });
    });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") {
      throw new AppError("conflict", `There is an agent "${id}" already.`, { cause: error });
    }
    throw error;
  }
  return getAgent(ctx, id);
}

/** Changes what is said of an agent; what is left out stays. @throws AppError `forbidden`, `validation_failed`, `not_found`. */
export async function updateAgent({
  ctx,
  agentId,
  input,
}: {
  ctx: Ctx;
  agentId: string;
  input: z.input<typeof updateAgentInput>;
}): Promise<Agent> {
  requirePermission(ctx, "manageAgents");
  const changes = Object.fromEntries(
    Object.entries(parseInput(updateAgentInput, input)).filter(([, value]) => value !== undefined),
  );
  const { name, agentType, projectId } = await getAgent(ctx, agentId);
  if (typeof changes.projectId === "string") await getProject(ctx, changes.projectId);
  await prisma().$transaction(async (tx) => {
    await tx.agent.update({ where: { orgId_id: { orgId: ctx.orgId, id: agentId } }, data: changes });
    await audit(tx, ctx, {
      action: "agent.update",
      target: `agent:${agentId}`,
      before: { name, agentType, projectId },
      after: { name, agentType, projectId, ...changes },
    });
  });
  return getAgent(ctx, agentId);
}
