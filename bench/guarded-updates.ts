import { Pool } from "pg";

/**
 * The floor of reservations: one guarded update of one row a request, each of the connections its next when the one before
 * is answered. Returns updates per second.
 */
export async function guardedUpdates(input: {
  databaseUrl: string;
  connections: number;
  count: number;
}): Promise<number> {
  const pool = new Pool({ connectionString: input.databaseUrl, max: input.connections });
  try {
    await pool.query(
      "CREATE TABLE IF NOT EXISTS bench_counter (id int PRIMARY KEY, spent bigint, reserved bigint, max bigint)",
    );
    await pool.query("INSERT INTO bench_counter VALUES (1, 0, 0, 1e18) ON CONFLICT DO NOTHING");
    const clients = await Promise.all(Array.from({ length: input.connections }, () => pool.connect()));
    const text =
      "UPDATE bench_counter SET reserved = reserved + $1 WHERE id = 1 AND spent + reserved + $1 <= max RETURNING reserved";
    let left = input.count;
    const started = performance.now();
    await Promise.all(
      clients.map(async (client) => {
        while (left-- > 0) await client.query({ name: "guarded", text, values: [1_000] });
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    for (const client of clients) client.release();
    return input.count / seconds;
  } finally {
    await pool.end();
  }
}
