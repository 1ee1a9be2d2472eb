import { Client } from "pg";
import { StartError } from "#server/start-error.ts";

/**
 * Refuses a pooler that gives each transaction a connection of somebody else (PgBouncer in transaction mode), as far as it
 * shows: two sessions at the same time that are one in PostgreSQL. `LISTEN`, advisory locks and prepared statements belong to a session: without one of
 * its own Purser would fail now and then, and miss what other processes say.
 * @throws StartError when that is found. A database that cannot be reached is left to whoever asks next.
 */
export async function refuseSharedConnections(databaseUrl: string): Promise<void> {
  const clients = [0, 1].map(
    () =>
      new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000, application_name: "purser start" }),
  );
  for (const client of clients) client.on("error", () => {});
  try {
    const processes = new Set<number>();
    for (const client of clients) {
      await client.connect();
      const { rows } = await client.query<{ id: number }>("SELECT pg_backend_pid() AS id");
      for (const { id } of rows) processes.add(id);
    }
    if (processes.size === clients.length) return;
  } catch {
    return;
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
  }
  throw new StartError(
    "DATABASE_URL leads to a pooler that gives each transaction another connection. Purser needs connections of its own: set pool_mode = session for its database, or name PostgreSQL itself.",
  );
}
