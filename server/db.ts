import { PrismaPg } from "@prisma/adapter-pg";
import { Pool, type PoolClient, types } from "pg";
import type { z } from "zod";
import { PrismaClient } from "#prisma/generated/client.ts";
import { Connection } from "./connection.ts";
import { env } from "./env.ts";
import { inStatementSpan } from "./tracing.ts";

type Database = { pool: Pool; prisma: PrismaClient };

/**
 * One pool per process. It hangs on `globalThis` because Next bundles its own copy of these modules,
 * and two copies must not mean two pools.
 */
const holder = globalThis as typeof globalThis & { purserDatabase?: Database };

function database(): Database {
  if (!holder.purserDatabase) {
    const pool = new Pool({
      Client: Connection,
      connectionString: env().DATABASE_URL,
      max: env().DATABASE_POOL_SIZE,
      connectionTimeoutMillis: env().DATABASE_TIMEOUT_SECONDS * 1000,
      // A process that vanishes without closing its connections (power, network) must not keep an organisation locked. Said
      // once connected: PgBouncer takes no connection that begins with a setting it does not know.
      onConnect: async (client) => {
        await client.query("SET idle_in_transaction_session_timeout = 60000");
      },
      application_name: "purser",
    });
    // An idle connection that the server drops is replaced at the next query; without a listener it would end the process.
    pool.on("error", () => {});
    pool.on("connect", (client) => client.on("error", () => {}));
    holder.purserDatabase = { pool, prisma: new PrismaClient({ adapter: new PrismaPg(pool) }) };
  }
  return holder.purserDatabase;
}

/** The connection pool, for named statements. */
export const pool = (): Pool => database().pool;

/** The Prisma client, for plain reads and writes. */
export const prisma = (): PrismaClient => database().prisma;

/** Closes every connection; the next use opens new ones. */
export async function closeDatabase(): Promise<void> {
  const open = holder.purserDatabase;
  holder.purserDatabase = undefined;
  await open?.prisma.$disconnect();
  await open?.pool.end();
}

type Queryable = Pick<PoolClient, "query"> | Pool;

const int8 = 20;
const date = 1082;
/** 64-bit integers come as bigint, dates as `2026-11-22`: neither ever passes through a float or a time zone. */
export const exactTypes = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (oid === int8) return BigInt;
    if (oid === date) return String;
    return types.getTypeParser(oid, format as "text");
  },
};

/**
 * A named, parameterised SQL statement whose rows are checked by a zod schema. The name makes it a prepared
 * statement, planned once per connection. Values are always parameters, never text.
 */
export function statement<Row>(name: string, text: string, row: z.ZodType<Row>) {
  const rows = row.array();
  return async (client: Queryable, values: unknown[]): Promise<Row[]> => {
    const query = () => client.query({ name, text, values, types: exactTypes as never });
    const result = await inStatementSpan(name, query);
    return rows.parse(result.rows);
  };
}

/**
 * Runs `work` in one transaction on one connection; any error rolls it back. `flush: false` commits without waiting for the
 * disk: the caller runs it in `durably` before it says that anything was done.
 */
export async function transaction<T>(
  work: (client: PoolClient) => Promise<T>,
  { flush = true }: { flush?: boolean } = {},
): Promise<T> {
  const client = await pool().connect();
  let broken: Error | undefined;
  // A connection that breaks between two statements fails the next one; without a listener it would end the process.
  const lost = (error: Error) => {
    broken = error;
  };
  client.on("error", lost);
  try {
    await client.query(flush ? "BEGIN" : "BEGIN; SET LOCAL synchronous_commit = off");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.off("error", lost);
    client.release(broken);
  }
}
