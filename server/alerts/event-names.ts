import { z } from "zod";
import { agentTypeLabel } from "#server/catalog/agent-types.ts";
import { pool, statement } from "#server/db.ts";
import type { EventPayload } from "./event-sentence.ts";

const text = z.string().nullable();

// What an event is of: the budget's scope where it crossed a threshold or is asked to be passed, and an agent.
const namesStatement = statement(
  "events_names",
  `SELECT e.id, x.scope, x."scopeId", b."window", b.unit, a.name AS "agentName", p.name AS "projectName",
     CASE x.scope WHEN 'agent' THEN a.name WHEN 'project' THEN p.name WHEN 'organization' THEN o.name END AS "scopeName"
   FROM domain_events e
   LEFT JOIN budgets b ON b.org_id = e.org_id AND b.id = e.payload->>'budgetId'
   LEFT JOIN LATERAL (SELECT COALESCE(e.payload->>'scope', b.scope) AS scope) s ON true
   LEFT JOIN LATERAL (SELECT s.scope, COALESCE(e.payload->>'scopeId', NULLIF(b.scope_id, ''), CASE s.scope
     WHEN 'agent' THEN e.payload->>'agentId' WHEN 'project' THEN e.payload->>'projectId' END) AS "scopeId") x ON true
   LEFT JOIN agents a ON a.org_id = e.org_id
     AND a.id = COALESCE(e.payload->>'agentId', CASE x.scope WHEN 'agent' THEN x."scopeId" END)
   LEFT JOIN projects p ON p.org_id = e.org_id
     AND p.id = COALESCE(e.payload->>'projectId', CASE x.scope WHEN 'project' THEN x."scopeId" END)
   LEFT JOIN organizations o ON x.scope = 'organization' AND o.id = e.org_id
   WHERE e.org_id = $1 AND e.id = ANY ($2)`,
  z.object({
    id: z.string(),
    scope: text,
    scopeId: text,
    window: text,
    unit: text,
    agentName: text,
    projectName: text,
    scopeName: text,
  }),
);

/**
 * The payloads of domain events with the names that people know beside the ids, as they are now: `agentName`,
 * `projectName`, `scopeName`, and which kind of limit it is. What has no name is left out.
 */
export async function withNames<E extends { id: string; payload: EventPayload }>(
  orgId: string,
  events: readonly E[],
): Promise<E[]> {
  if (events.length === 0) return [];
  const rows = await namesStatement(pool(), [orgId, events.map(({ id }) => id)]);
  const names = new Map(rows.map(({ id, ...row }) => [id, row]));
  return events.map((event) => {
    const of = names.get(event.id);
    if (!of) return event;
    const typeName = of.scope === "agent_type" && of.scopeId !== null ? agentTypeLabel(of.scopeId) : null;
    const known = Object.entries({ ...of, scopeName: of.scopeName ?? typeName }).filter(([, value]) => value !== null);
    return { ...event, payload: { ...Object.fromEntries(known), ...event.payload } };
  });
}
