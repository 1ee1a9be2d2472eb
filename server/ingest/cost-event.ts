import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { listAgents } from "#server/catalog/agent-queries.ts";
import { identifier, line, time } from "#server/catalog/fields.ts";
import { listProjects } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";
import { correctionOf } from "./late-calls.ts";
import { recordEvents } from "./record-events.ts";

const tokens = z.int().min(0).max(1e12);

/** A cost event: one call whose cost the caller knows in cents. `id` makes it safe to send again. */
export const costEventInput = z.strictObject({
  id: identifier.optional(),
  agentId: identifier,
  provider: line(256),
  model: line(256),
  inputTokens: tokens,
  outputTokens: tokens,
  costCents: z.number().min(0).max(100_000_000_000),
  projectId: identifier.optional(),
  occurredAt: time.optional(),
});

/**
 * Records one cost event. Without a project it is booked on the agent's, or on the organisation's only one.
 * @throws AppError `validation_failed`, `conflict` for an id that was used for another call.
 */
export async function recordCostEvent({ ctx, input }: { ctx: Ctx; input: z.input<typeof costEventInput> }) {
  const { costCents, id = `cost_${uuidv7()}`, ...event } = parseInput(costEventInput, input);
  const projectId = event.projectId ?? (await projectOf(ctx, event.agentId));
  const { duplicates, rejected } = await recordEvents({
    ctx,
    events: [{ ...event, id, projectId, cost: dollarsOf(costCents) }],
  });
  const [refusal] = rejected;
  if (refusal) throw new AppError(refusal.code === "conflict" ? "conflict" : "validation_failed", refusal.message);
  const late = await correctionOf(ctx, { id, occurredAt: event.occurredAt });
  return { id, projectId, costCents, duplicate: duplicates > 0, ...late };
}

/** A hundredth, without what floats add: 0.1 cents are 0.001 dollars. */
const dollarsOf = (cents: number) => Number((cents / 100).toPrecision(15));

async function projectOf(ctx: Ctx, agentId: string): Promise<string> {
  const agent = (await listAgents(ctx)).find(({ id }) => id === agentId);
  if (agent?.projectId) return agent.projectId;
  const projects = await listProjects(ctx);
  const [only] = projects;
  if (only && projects.length === 1) return only.id;
  const message = "is required: the agent belongs to no project, and the organisation has not exactly one";
  throw new AppError("validation_failed", `projectId: ${message}`, { errors: [{ path: "projectId", message }] });
}
