import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import type { LedgerEntry } from "#server/ledger/entry.ts";
import { parseDollars } from "#server/money/amount.ts";
import type { Event } from "../event.ts";
import { type RecordedEntries, recordEntries } from "../record-events.ts";

/**
 * Records calls read from a file. Unlike a request, a file may tell of a call that stands in the ledger with other
 * words around it (a resumed session copies earlier calls, another `--agent` was given): where model, tokens and
 * reported cost agree in the same project, that is a duplicate. Where they differ it stays a conflict, and the message
 * says how.
 */
export async function recordCalls({ ctx, events }: { ctx: Ctx; events: readonly Event[] }): Promise<RecordedEntries> {
  const result = await recordEntries({ ctx, events });
  const conflicts = result.rejected.filter((rejection) => rejection.code === "conflict");
  if (conflicts.length === 0) return result;

  const ids = conflicts.map((rejection) => rejection.id).filter((id) => id !== null);
  const standing = await prisma().creditTransaction.findMany({ where: { orgId: ctx.orgId, id: { in: ids } } });
  return settleConflicts(events, result, new Map(standing.map((entry) => [entry.id, entry])));
}

/** Conflicts with what stands under the same id that are none, since the call is the same, become duplicates. */
export function settleConflicts<Result extends Pick<RecordedEntries, "duplicates" | "rejected">>(
  events: readonly Event[],
  result: Result,
  standing: ReadonlyMap<string, StandingCall>,
): Result {
  const rejected: RecordedEntries["rejected"] = [];
  let duplicates = result.duplicates;
  for (const rejection of result.rejected) {
    const event = events[rejection.index];
    const entry = rejection.code === "conflict" && event ? standing.get(event.id) : undefined;
    const differences = event && entry && differencesOf(event, entry);
    if (!differences) rejected.push(rejection);
    else if (differences.length === 0) duplicates++;
    else
      rejected.push({
        ...rejection,
        message: `recorded before with ${differences.join(", ")}; the first entry stands`,
      });
  }
  return { ...result, duplicates, rejected };
}

/** What of a recorded call tells whether a file speaks of the same one. */
export type StandingCall = Pick<
  LedgerEntry,
  "projectId" | "model" | "inputTokens" | "cachedInputTokens" | "outputTokens" | "reportedCostNanos"
>;

/** What the entry in the ledger says otherwise: `outputTokens 12 instead of 480`. */
function differencesOf(event: Event, entry: StandingCall): string[] {
  const cost = event.cost === undefined ? null : parseDollars(event.cost, { excessDecimals: "round" });
  const pairs: [string, unknown, unknown][] = [
    ["projectId", entry.projectId, event.projectId],
    ["model", entry.model, event.model],
    ["inputTokens", entry.inputTokens, BigInt(event.inputTokens)],
    ["cachedInputTokens", entry.cachedInputTokens, BigInt(event.cachedInputTokens ?? 0)],
    ["outputTokens", entry.outputTokens, BigInt(event.outputTokens)],
    ["reported cost in nano-dollars", entry.reportedCostNanos, cost],
  ];
  return pairs
    .filter(([, is, told]) => is !== told)
    .map(([name, is, told]) => `${name} ${is ?? "none"} instead of ${told ?? "none"}`);
}
