import { Client } from "pg";

/** What the entries of the large ledger are spread over: projects with their agents, over this many days up to now. */
export const filledProjects = Array.from({ length: 20 }, (_, i) => `project-${i}`);
const days = 180;

/**
 * Fills the ledger of the organisation "bench" with `entries` charges made by one SQL statement: jobs of 8 calls, runs of 6
 * jobs, 20 projects in turn with 5 agents each, 12 agent types, 9 models of 4 providers, 180 days: on a small ledger too each
 * project has calls of this month. Indexes are made afterwards, which is faster. The kept sums are not filled: rebuild-rollups
 * makes them.
 */
export async function fillLedger(databaseUrl: string, entries: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("SET work_mem = '256MB'; SET maintenance_work_mem = '1GB'; SET synchronous_commit = off");
    const { rows: indexes } = await client.query<{ drop: string; create: string }>(
      `SELECT CASE WHEN c.oid IS NULL THEN 'DROP INDEX ' || i.indexrelid::regclass
           ELSE 'ALTER TABLE credit_transactions DROP CONSTRAINT ' || quote_ident(c.conname) END AS drop,
         CASE WHEN c.oid IS NULL THEN pg_get_indexdef(i.indexrelid)
           ELSE 'ALTER TABLE credit_transactions ADD CONSTRAINT ' || quote_ident(c.conname) || ' ' ||
             pg_get_constraintdef(c.oid) END AS create
       FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid
       WHERE i.indrelid = 'credit_transactions'::regclass`,
    );
    for (const index of indexes) await client.query(index.drop);
    await client.query(fill, [entries, days]);
    for (const index of indexes) await client.query(index.create);
    const { rows } = await client.query<{ projects: number }>(recent);
    if (rows[0]?.projects !== filledProjects.length) throw new Error("A project has no calls in the last 30 days.");
  } finally {
    await client.end();
  }
}

/** Leaves the database as it is when nothing is going on: statistics there, nothing left to write. */
export async function settle(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query("VACUUM ANALYZE");
  await client.query("CHECKPOINT");
  await client.end();
}

/** $1: how many entries, $2: over how many days. `h` is as good as random and the same each time. */
const fill = `
  INSERT INTO credit_transactions (
    org_id, id, fingerprint, occurred_at, recorded_at, project_id, agent_id, agent_type, run_id, job_id, session_id, attempt,
    provider, model, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, computed_cost_nanos, cost_nanos,
    cost_source, price_id, status)
  SELECT 'bench', md5(i::text), left(md5((-i)::text), 22), at, at, 'project-' || project, 'agent-' || agent,
    'type-' || agent % 12, CASE WHEN run % 5 <> 0 THEN 'run-' || run END, 'job-' || job, 'session-' || job,
    CASE WHEN h % 20 = 0 THEN 2 ELSE 1 END,
    (ARRAY['anthropic', 'openai', 'google', 'mistral'])[1 + model % 4], 'model-' || model,
    200 + h % 40000, (200 + h % 40000) / 2, 20 + h % 3000, 0, 1000000 + h % 100000000, 1000000 + h % 100000000,
    'priced', 'bench', CASE WHEN h % 50 = 0 THEN 'error' ELSE 'ok' END
  FROM (
    SELECT i, i / 8 AS job, i / 48 AS run, abs(hashint4(i)) AS h, abs(hashint4(i)) / 7 % 9 AS model,
      i / 48 % 20 AS project, i / 48 % 20 * 5 + i / 8 % 5 AS agent,
      date_trunc('milliseconds', now()) - make_interval(secs => 60 + floor(($1 - i) * 86400.0 * $2 / $1)) AS at
    FROM generate_series(1, $1::int) AS i
  ) x`;

const recent = `
  SELECT count(DISTINCT project_id)::int AS projects FROM credit_transactions
  WHERE org_id = 'bench' AND occurred_at > now() - interval '30 days'`;
