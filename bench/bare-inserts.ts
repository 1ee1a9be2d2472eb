import { Pool } from "pg";

/*
 * The floors of ingest: the very rows that Purser has just recorded, into a table with the same columns and indexes and
 * nothing else, by the same driver. The parameters are ready before the clock starts, as the bodies for Purser are.
 */

type Input = {
  databaseUrl: string;
  /** Which calls: those of `benchCalls` with this seed. */
  seed: number;
  connections: number;
};

/** `INSERT … SELECT FROM unnest`, `size` rows a statement, each connection its next after the one before. Returns rows per second. */
export async function bareBatches({ size, ...input }: Input & { size: number }): Promise<number> {
  return withBareTable(input, async (pool, columns) => {
    const { rows: batches } = await pool.query<{ rows: number; columns: string[] }>(
      `SELECT count(*)::int AS rows, ARRAY[${columns.map(({ name }) => `array_agg(t.${name})::text`)}] AS columns
       FROM (SELECT *, (row_number() OVER (ORDER BY ctid) - 1) / ${size} AS part FROM credit_transactions WHERE id LIKE $1) t
       GROUP BY part`,
      [`call-${input.seed}-%`],
    );
    const arrays = columns.map(({ type }, i) => `$${i + 1}::${type}[]`);
    const text = `INSERT INTO bench_bare (${columns.map(({ name }) => name)}) SELECT * FROM unnest(${arrays})`;
    const insert = (values: string[]) => pool.query({ name: "bare_batch", text, values });
    return perSecond(
      batches,
      input.connections,
      (batch) => batch.rows,
      (batch) => insert(batch.columns),
    );
  });
}

/** One row an `INSERT`, by `callers` that share the connections. Returns rows per second. */
export async function bareSingles({ callers, ...input }: Input & { callers: number }): Promise<number> {
  return withBareTable(input, async (pool, columns) => {
    const { rows } = await pool.query<{ values: string[] }>(
      `SELECT ARRAY[${columns.map(({ name }) => `${name}::text`)}] AS values FROM credit_transactions WHERE id LIKE $1`,
      [`call-${input.seed}-%`],
    );
    const parameters = columns.map(({ type }, i) => `$${i + 1}::${type}`);
    const text = `INSERT INTO bench_bare (${columns.map(({ name }) => name)}) VALUES (${parameters})`;
    const insert = (values: string[]) => pool.query({ name: "bare_single", text, values });
    return perSecond(
      rows,
      callers,
      () => 1,
      (row) => insert(row.values),
    );
  });
}

type Column = { name: string; type: string };

async function withBareTable(
  { databaseUrl, connections }: Input,
  work: (pool: Pool, columns: Column[]) => Promise<number>,
): Promise<number> {
  const pool = new Pool({ connectionString: databaseUrl, max: connections });
  try {
    await pool.query("CREATE TABLE IF NOT EXISTS bench_bare (LIKE credit_transactions INCLUDING ALL)");
    const { rows } = await pool.query<Column>(
      `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
       WHERE attrelid = 'credit_transactions'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    );
    // Opened before the clock starts, as the connections of HTTP are.
    await Promise.all(Array.from({ length: connections }, () => pool.query("SELECT pg_sleep(0.02)")));
    return await work(pool, rows);
  } finally {
    await pool.end();
  }
}

/** Inserts all items, by `callers` that each take the next one. Returns rows per second. */
async function perSecond<Item>(
  items: Item[],
  callers: number,
  rowsOf: (item: Item) => number,
  insert: (item: Item) => Promise<unknown>,
): Promise<number> {
  let taken = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let item = items[taken++]; item; item = items[taken++]) await insert(item);
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  return items.reduce((rows, item) => rows + rowsOf(item), 0) / seconds;
}
