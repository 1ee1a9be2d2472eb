import type { RecordedCall } from "./recorded-calls.ts";
import type { Span } from "./span.ts";
import { spanEventId } from "./span-event.ts";
import type { Around, TraceTree } from "./trace-tree.ts";
import type { Usage } from "./usage.ts";

/** A span that may be charged. */
export type Candidate = { span: Span; unclear: boolean; usage: Usage | null; around: Around };

/**
 * The candidates that are charged: the innermost of those that tell of one request to a model, whether the others came in this
 * request or stand in the ledger, and whichever came first.
 *
 * - A call is not charged when another call lies within it with no agent or tool between: a framework and the client it uses
 *   tell of one request. Through a tool, a call within a call is another request.
 * - A span of which it is unclear whether it sums up others is not charged when any call lies within it.
 * - What lies within a charged span that way, and comes after it, is charged already.
 */
export function leavesOf(
  candidates: readonly Candidate[],
  recorded: readonly RecordedCall[],
  tree: TraceTree,
): Candidate[] {
  const standing = new Map(recorded.map((call) => [call.id, call]));
  const within = new Map<string, Set<string>>();
  const note = (traceId: string, around: Around, used: boolean) => {
    for (const [place, ids] of [
      ["near", around.near],
      ["far", around.far],
    ] as const) {
      for (const id of ids) {
        const key = spanEventId(traceId, id);
        const found = within.get(key) ?? new Set();
        within.set(key, found.add(place));
        if (used) found.add(`${place} used`);
      }
    }
  };
  for (const { span, usage, around } of candidates) note(span.traceId, around, usage !== null);
  for (const { traceId, around, used } of standing.values()) note(traceId, tree.further(traceId, around), used);

  return candidates.filter(({ span, unclear, usage, around }) => {
    const id = spanEventId(span.traceId, span.spanId);
    // Sent again: the ledger says that it is a duplicate.
    if (standing.has(id)) return true;
    const inside = within.get(id);
    const which = usage ? " used" : "";
    if (inside?.has(`near${which}`) || (unclear && inside?.has(`far${which}`))) return false;
    const holds = (outer: string, far: boolean) => {
      const call = standing.get(spanEventId(span.traceId, outer));
      return call !== undefined && (call.used || usage === null) && (!far || call.unclear);
    };
    return !around.near.some((outer) => holds(outer, false)) && !around.far.some((outer) => holds(outer, true));
  });
}
