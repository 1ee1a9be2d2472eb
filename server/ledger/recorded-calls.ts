import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { statement } from "#server/db.ts";
import { dayKey, dayMs } from "#server/time/window.ts";
import { entryColumns, entryRow } from "./transaction-queries.ts";

/** A model as calls reported it. */
export type ReportedModel = { readonly provider: string; readonly model: string };

/** Recorded calls of some models, from `from` up to and without `to` (null: for ever), by where their cost came from. */
export type Selection = {
  readonly models: readonly ReportedModel[];
  readonly from: Date;
  readonly to: Date | null;
  readonly sources: readonly ("unpriced" | "priced" | "reported")[];
};

/** Where a batch ended: calls are taken by UTC day, agent, time and id. Plain JSON. */
export const callCursor = z.object({
  day: z.string(),
  agentId: z.string(),
  at: z.iso.datetime(),
  id: z.string(),
});
export type CallCursor = z.infer<typeof callCursor>;

/** Of an agent's day that is finished. */
const dayOver = { at: "9999-12-31T23:59:59.999Z", id: "" };
const lastDay = "9999-12-31";

/** How many days of agents one batch takes at most. */
const mostAgentDays = 500;

// $7, $8: the agent's day where the batch before ended; $10: whether it goes on, and is not finished.
const agentDaysStatement = statement(
  "ledger_agent_days_of_models",
  `SELECT u.day, u.agent_id AS "agentId", sum(CASE WHEN $6 THEN u.unpriced_calls ELSE u.calls END)::int AS calls
   FROM usage_daily u
   WHERE u.org_id = $1 AND u.day BETWEEN $2::date AND $3::date
     AND (u.provider, u.model) IN (SELECT * FROM unnest($4::text[], $5::text[])) AND (NOT $6 OR u.unpriced_calls > 0)
     AND ($7::date IS NULL OR (u.day, u.agent_id) > ($7::date, $8::text) OR $10 AND (u.day, u.agent_id) = ($7::date, $8::text))
   GROUP BY 1, 2 ORDER BY 1, 2 LIMIT $9`,
  z.object({ day: z.string(), agentId: z.string(), calls: z.int() }),
);

const callsStatement = statement(
  "ledger_calls_of_agent_days",
  `SELECT t.* FROM unnest($2::text[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::text[])
     WITH ORDINALITY AS u (agent, start, until, after_at, after_id, place)
   CROSS JOIN LATERAL (
     SELECT ${entryColumns}, reservation_id AS "reservationId" FROM credit_transactions c
     WHERE c.org_id = $1 AND c.agent_id = u.agent AND c.occurred_at >= u.start AND c.occurred_at < u.until
       AND (c.occurred_at, c.id) > (u.after_at, u.after_id) AND c.cost_source = ANY ($7)
       AND (c.provider, c.model) IN (SELECT * FROM unnest($8::text[], $9::text[]))
     ORDER BY c.occurred_at, c.id LIMIT $10) t
   ORDER BY u.place, t."occurredAt", t.id LIMIT $10`,
  entryRow.extend({ reservationId: z.string().nullable() }),
);

/** An entry, with the reservation it settled. */
export type RecordedCall = Awaited<ReturnType<typeof callsStatement>>[number];

type Client = Parameters<typeof callsStatement>[0];

/**
 * The next calls of a selection, `limit` at most; `cursor` null says that there are no more. They are found by the sums of
 * their days and read along the agents' index, so that it takes no index of its own on every entry: a batch reads about as
 * many entries as it gives, and those that the same agents made with other models on the same days.
 */
export async function nextCalls(
  client: Client,
  { orgId }: { orgId: OrgId },
  { models, from, to, sources }: Selection,
  after: CallCursor | null,
  limit: number,
): Promise<{ calls: RecordedCall[]; cursor: CallCursor | null }> {
  const providers = models.map((one) => one.provider);
  const names = models.map((one) => one.model);
  const onlyUnpriced = sources.every((source) => source === "unpriced");
  const days = await agentDaysStatement(client, [
    orgId,
    dayKey(from),
    to ? dayKey(to) : lastDay,
    providers,
    names,
    onlyUnpriced,
    after?.day ?? null,
    after?.agentId ?? null,
    mostAgentDays,
    after?.at !== dayOver.at,
  ]);
  const taken = upTo(days, limit);
  const lastTaken = taken.at(-1);
  if (!lastTaken) return { calls: [], cursor: null };
  const goesOn = (unit: (typeof taken)[number]) => unit.day === after?.day && unit.agentId === after.agentId;
  const calls = await callsStatement(client, [
    orgId,
    taken.map(({ agentId }) => agentId),
    taken.map(({ day }) => later(`${day}T00:00:00.000Z`, from)),
    taken.map(({ day }) => earlier(nextMidnight(day), to)),
    taken.map((unit) => (goesOn(unit) ? after?.at : "-infinity")),
    taken.map((unit) => (goesOn(unit) ? after?.id : "")),
    sources,
    providers,
    names,
    limit,
  ]);
  const lastCall = calls.at(-1);
  if (lastCall && calls.length === limit) {
    const { occurredAt, agentId, id } = lastCall;
    return { calls, cursor: { day: dayKey(occurredAt), agentId, at: occurredAt.toISOString(), id } };
  }
  if (taken.length === days.length && days.length < mostAgentDays) return { calls, cursor: null };
  return { calls, cursor: { day: lastTaken.day, agentId: lastTaken.agentId, ...dayOver } };
}

/** As many as come to `limit` calls together, and one at least. */
function upTo<Unit extends { calls: number }>(units: readonly Unit[], limit: number): readonly Unit[] {
  let calls = 0;
  const past = units.findIndex((unit, index) => {
    calls += unit.calls;
    return index > 0 && calls > limit;
  });
  return past < 0 ? units : units.slice(0, past);
}

const nextMidnight = (day: string) => new Date(Date.parse(`${day}T00:00:00.000Z`) + dayMs).toISOString();
const later = (iso: string, time: Date) => (time.getTime() > Date.parse(iso) ? time.toISOString() : iso);
const earlier = (iso: string, time: Date | null) =>
  time && time.getTime() < Date.parse(iso) ? time.toISOString() : iso;
