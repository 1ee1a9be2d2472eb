import type { PoolClient } from "pg";
import type { z } from "zod";
import { exactTypes, pool } from "#server/db.ts";
import { AppError } from "#server/errors.ts";

/** Each holds a connection for as long as its reader takes. */
const mostStreams = 4;
const holder = globalThis as typeof globalThis & { purserOpenStreams?: number };

/**
 * What `read` yields, all as of one moment: what is recorded meanwhile is not among it. Whoever takes the first must take all
 * or end it: until then a connection is held. @throws AppError `rate_limited` when four are being read.
 */
export async function* readSnapshot<Part>(
  read: (client: PoolClient) => AsyncGenerator<Part, void>,
): AsyncGenerator<Part, void> {
  const open = holder.purserOpenStreams ?? 0;
  if (open >= mostStreams) {
    throw new AppError("rate_limited", `${mostStreams} exports are being read already. Try again when one has ended.`);
  }
  holder.purserOpenStreams = open + 1;
  let client: PoolClient | undefined;
  let broken: Error | undefined;
  try {
    client = await pool().connect();
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    yield* read(client);
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    holder.purserOpenStreams--;
    // A connection that broke, or that the database ended since nobody read on, is not used again.
    await client?.query("ROLLBACK").catch((error: Error) => {
      broken = error;
    });
    client?.release(broken);
  }
}

/** The rows of a query in batches of `size`, got through a cursor as they are asked for: their number needs no memory. */
export async function* readByCursor<Row>(
  client: PoolClient,
  { text, values, row, size }: { text: string; values: unknown[]; row: z.ZodType<Row>; size: number },
): AsyncGenerator<Row[], void> {
  await client.query(`DECLARE exported NO SCROLL CURSOR FOR ${text}`, values);
  const fetch = { text: `FETCH ${size} FROM exported`, types: exactTypes as never };
  for (;;) {
    const rows = row.array().parse((await client.query(fetch)).rows);
    if (rows.length > 0) yield rows;
    if (rows.length < size) break;
  }
  await client.query("CLOSE exported");
}
