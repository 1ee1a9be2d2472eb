import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import { knownProjects, rereadProjects } from "#server/catalog/known-projects.ts";
import type { Ctx } from "#server/context.ts";
import { transaction } from "#server/db.ts";
import { durably } from "#server/durable.ts";
import { AppError } from "#server/errors.ts";
import { createGroupCommit } from "#server/ledger/group-commit.ts";
import { countUp } from "#server/metrics.ts";
import { announceEvents } from "#server/outbox.ts";
import { parseInput } from "#server/parse-input.ts";
import { priceBook } from "#server/pricing/queries.ts";
import type { ReserveAnswer } from "./answer.ts";
import { decideGroup, type ReserveRequest } from "./decide-group.ts";
import { defaultHoldSeconds, holdOf, reserveFingerprint, reserveInput } from "./reserve-input.ts";

/**
 * Holds the worst case of a call before it is made, in every scope it is spent from at once, or refuses and names every
 * budget that has no room. Requests of one organisation that wait together are decided in order, in one transaction; each
 * is answered after its commit. The same `id` again gets the same answer.
 * @throws AppError `validation_failed`, `not_found` for an unknown project, `conflict` for an id that was used for another
 * request.
 */
export async function reserve({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof reserveInput>;
}): Promise<ReserveAnswer> {
  const request = parseInput(reserveInput, input);
  const [projects, prices] = await Promise.all([knownProjects(ctx), priceBook(ctx.orgId)]);
  if (!projects.has(request.projectId) && !(await rereadProjects(ctx)).has(request.projectId)) {
    throw new AppError(
      "not_found",
      `There is no project "${request.projectId}" in this organisation. Create it first.`,
    );
  }
  const seconds = request.expiresInSeconds ?? defaultHoldSeconds;
  const hold = holdOf(request, prices, { from: ctx.now, to: new Date(ctx.now.getTime() + seconds * 1000) });
  const answer = await gather()(ctx.orgId, {
    id: request.id ?? `res_${uuidv7()}`,
    named: request.id !== undefined,
    fingerprint: reserveFingerprint(request),
    agentId: request.agentId,
    projectId: request.projectId,
    agentType: request.agentType ?? null,
    runId: request.runId ?? null,
    jobId: request.jobId ?? null,
    seconds,
    request,
    ...hold,
  });
  const decision = answer === "conflict" ? answer : answer.decision === "refused" ? answer.code : answer.decision;
  countUp("purser_reservations_total", `decision="${decision}"`);
  if (answer === "conflict") {
    throw new AppError(
      "conflict",
      `The id "${request.id}" was already used for another reservation. Give each call its own id.`,
    );
  }
  return answer;
}

type Outcome = ReserveAnswer | "conflict";
const holder = globalThis as typeof globalThis & {
  purserReserveGroups?: ReturnType<typeof createGroups>;
};

/** One per process, also where Next bundles a second copy of this module. */
function gather() {
  holder.purserReserveGroups ??= createGroups();
  return holder.purserReserveGroups;
}

function createGroups() {
  return createGroupCommit<ReserveRequest, Outcome>({
    flush: async (orgId, requests, letNextGo) => {
      const decide = () => transaction((client) => decideGroup(client, orgId, requests), { flush: false });
      const { answers, events } = await durably(decide, letNextGo);
      if (events) announceEvents(orgId);
      return answers;
    },
    maxWeight: 500,
    weight: () => 1,
    // One after the other in any case: each holds the organisation's lock from its first statement to its commit.
    concurrency: 1,
    worthWhile: Number.POSITIVE_INFINITY,
  });
}
