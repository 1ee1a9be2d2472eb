import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { endOfTime, entryColumns, entryRow, type TransactionCursor } from "./transaction-queries.ts";

/** Of which project, agent and run; each left out for all. */
type Of = { projectId?: string | undefined; agentId?: string | undefined; runId?: string | undefined };

const row = entryRow.extend({
  tags: z.record(z.string(), z.unknown()).nullable(),
  reservationId: z.string().nullable(),
});

/** An entry with everything that its caller sent. */
export type ListedTransaction = z.infer<typeof row>;

type Statement = ReturnType<typeof statement<ListedTransaction>>;
/** One for each of the eight ways to ask, made when first asked for. */
const statements = new Map<string, Statement>();

/** $1 organisation, $2 and $3 where the page before ended, $4 from, $5 to, $6 how many; then project, agent and run. */
function statementFor(of: Of): Statement {
  const names = [of.projectId && "project", of.agentId && "agent", of.runId && "run"].filter(Boolean);
  const name = ["ledger_list_transactions", ...names].join("_");
  const known = statements.get(name);
  if (known) return known;
  const only = names.map((column, i) => `AND t.${column}_id = $${i + 7}`).join(" ");
  const entries = (project: string) => `
    SELECT ${entryColumns}, tags, reservation_id AS "reservationId" FROM credit_transactions t
    WHERE t.org_id = $1 ${project} ${only} AND (t.occurred_at, t.id) < ($2, $3) AND t.occurred_at >= $4 AND t.occurred_at < $5
    ORDER BY t.occurred_at DESC, t.id DESC LIMIT $6`;
  // An index leads through the entries of a project, an agent or a run, in their order. All of them are merged of the newest of each project.
  const text =
    names.length > 0
      ? entries("")
      : `SELECT e.* FROM projects p CROSS JOIN LATERAL (${entries("AND t.project_id = p.id")}) e
         WHERE p.org_id = $1 ORDER BY e."occurredAt" DESC, e.id DESC LIMIT $6`;
  const made = statement(name, text, row);
  statements.set(name, made);
  return made;
}

/** Entries of the organisation from `from` up to and without `to`, newest call first. */
export function listTransactions(
  { orgId }: { orgId: OrgId },
  { from, to, ...of }: Of & { from?: Date | undefined; to?: Date | undefined },
  { after = endOfTime, limit }: { after?: TransactionCursor | undefined; limit: number },
): Promise<ListedTransaction[]> {
  const values = [orgId, after.occurredAt, after.id, from ?? new Date(0), to ?? endOfTime.occurredAt, limit];
  const wanted = [of.projectId, of.agentId, of.runId].filter((id) => id !== undefined);
  return statementFor(of)(pool(), [...values, ...wanted]);
}
