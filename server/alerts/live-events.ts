import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { onDomainEvents, onSpend } from "#server/event-listener.ts";
import { createSleeper } from "#server/wake-up.ts";
import { withNames } from "./event-names.ts";
import { type EventPayload, headline, sentence } from "./event-sentence.ts";

/** A domain event as pages get it, with what it says in words. `createdAt` is ISO 8601 UTC. */
export type LiveEvent = {
  id: string;
  type: string;
  payload: EventPayload;
  createdAt: string;
  headline: string;
  sentence: string;
};

/**
 * What is new since the position before. `spent`: in which projects (or `anyProject`) calls were recorded. With neither
 * events nor projects anything may have changed: look again.
 */
export type LiveBatch = { position: string; events: LiveEvent[]; spent: string[] };

/** After a longer absence the page has been loaded anew, or its lists say what happened. */
const keptForMs = 60 * 60_000;
const mostEvents = 200;
/** How often the reader is asked for anew where nothing happens. */
const checkEveryMs = 15_000;

/**
 * A position is a snapshot of PostgreSQL: which transactions could be seen. What the next one sees and this one could not is
 * new, in whatever order transactions began and ended, so that no event is left out or comes twice.
 */
const newsStatement = statement(
  "alerts_live_events",
  `SELECT s.position, e.id, e.type, e.payload, e.created_at AS "createdAt"
   FROM (SELECT pg_current_snapshot()::text AS position) s
   LEFT JOIN LATERAL (
     SELECT * FROM domain_events d
     WHERE d.org_id = $1 AND d.created_at > $3 AND NOT pg_visible_in_snapshot(d.written_by, $2::text::pg_snapshot)
     ORDER BY d.created_at DESC, d.type, d.id DESC LIMIT $4
   ) e ON true
   ORDER BY e.created_at, e.type DESC, e.id`,
  z.object({
    position: z.string(),
    id: z.string().nullable(),
    type: z.string().nullable(),
    payload: z.record(z.string(), z.unknown()).nullable(),
    createdAt: z.date().nullable(),
  }),
);

async function newsSince(orgId: OrgId, position: string | null): Promise<Omit<LiveBatch, "spent">> {
  const since = new Date(Date.now() - keptForMs);
  const rows = await newsStatement(pool(), [orgId, position, since, mostEvents]);
  const events = rows.flatMap(({ id, type, payload, createdAt }) =>
    id && type && payload && createdAt ? [{ id, type, payload, createdAt: createdAt.toISOString() }] : [],
  );
  const named = await withNames(orgId, events);
  return {
    position: rows[0]?.position ?? "",
    events: named.map((event) => ({ ...event, headline: headline(event), sentence: sentence(event) })),
  };
}

/**
 * The organisation's domain events as they happen, whichever process wrote them, each once, and that calls were recorded.
 * Goes on after `from`, the position of the last batch that arrived, or begins now. Ends with `signal`, and when `mayRead`
 * says no: it is asked before events are told, and every 15 seconds.
 */
export async function* liveEvents(
  { orgId }: { orgId: OrgId },
  { from, signal, mayRead }: { from: string | null; signal?: AbortSignal | undefined; mayRead: () => Promise<boolean> },
): AsyncGenerator<LiveBatch, void> {
  const sleeper = createSleeper();
  let position = from !== null && isPosition(from) ? from : null;
  // At first everything is new.
  let hasEvents = true;
  const spent = new Set<string>();
  const stopEvents = onDomainEvents(orgId, () => {
    hasEvents = true;
    sleeper.tell();
  });
  const stopSpend = onSpend(orgId, (projectIds) => {
    for (const id of projectIds) spent.add(id);
    sleeper.tell();
  });
  try {
    for (let checkedAt = Number.NEGATIVE_INFINITY; !signal?.aborted; ) {
      if (hasEvents || performance.now() - checkedAt >= checkEveryMs) {
        if (!(await mayRead())) return;
        checkedAt = performance.now();
      }
      const projectIds = [...spent];
      spent.clear();
      if (hasEvents || position === null) {
        hasEvents = false;
        const batch = await newsSince(orgId, position);
        position = batch.position;
        yield { ...batch, spent: projectIds };
      } else if (projectIds.length > 0) yield { position, events: [], spent: projectIds };
      await sleeper.sleep(checkEveryMs, signal);
    }
  } finally {
    stopEvents();
    stopSpend();
  }
}

/** Whether this is a snapshot that PostgreSQL reads: it comes back from browsers. */
function isPosition(text: string): boolean {
  if (!/^\d{1,18}:\d{1,18}:(\d{1,18}(,\d{1,18})*)?$/.test(text)) return false;
  const [first = "", end = "", open = ""] = text.split(":");
  const numbers = [first, ...(open ? open.split(",") : [])].map(BigInt);
  const last = numbers.at(-1) ?? 0n;
  const inOrder = numbers.every((number, at) => at === 0 || number >= (numbers[at - 1] ?? 0n));
  return BigInt(first) > 0n && inOrder && (open ? last < BigInt(end) : last <= BigInt(end));
}
