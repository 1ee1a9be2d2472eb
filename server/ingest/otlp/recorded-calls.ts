import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { type Around, parseAround } from "./trace-tree.ts";

/** A call of a span that stands in the ledger. */
export type RecordedCall = {
  /** Of the entry. */
  id: string;
  traceId: string;
  around: Around;
  /** Whether it was told of by a span that may sum up the calls below it. */
  unclear: boolean;
  /** Whether it used any tokens. */
  used: boolean;
};

const recordedStatement = statement(
  "ingest_recorded_spans",
  `SELECT t.id, t.tags ->> 'otel.parents' AS parents, t.tags -> 'otel.unclear' IS NOT NULL AS unclear,
     t.input_tokens + t.output_tokens > 0 AS used
   FROM credit_transactions t WHERE t.org_id = $1 AND t.id = ANY($2::text[])
   UNION ALL
   SELECT t.id, t.tags ->> 'otel.parents', t.tags -> 'otel.unclear' IS NOT NULL, t.input_tokens + t.output_tokens > 0
   FROM unnest($3::text[], $4::timestamptz[], $5::timestamptz[]) AS w (run_id, since, until)
   JOIN credit_transactions t ON t.org_id = $1 AND t.run_id = w.run_id AND t.occurred_at BETWEEN w.since AND w.until
     AND t.tags ->> 'otel.parents' IS NOT NULL`,
  z.object({ id: z.string(), parents: z.string().nullable(), unclear: z.boolean(), used: z.boolean() }),
);

/** A run and the time in which its calls are looked for, so that a long run is not read whole. */
export type RunWindow = { runId: string; since: Date; until: Date };

/** What the ledger holds under these ids, and of these runs in these times, as far as it came by OpenTelemetry. */
export async function recordedCalls(
  { orgId }: { orgId: OrgId },
  { ids, runs }: { ids: readonly string[]; runs: readonly RunWindow[] },
): Promise<RecordedCall[]> {
  const rows = await recordedStatement(pool(), [
    orgId,
    ids,
    runs.map(({ runId }) => runId),
    runs.map(({ since }) => since),
    runs.map(({ until }) => until),
  ]);
  return rows.map(({ id, parents, unclear, used }) => ({
    ...{ id, unclear, used },
    traceId: id.split(":")[1] ?? "",
    around: parseAround(parents ?? ""),
  }));
}
