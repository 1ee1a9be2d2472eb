import { z } from "zod";
import { pool, statement } from "#server/db.ts";
import { loadCatalogue } from "./catalogue.ts";
import { createPriceBook, type PriceBook } from "./price-book.ts";

const versionStatement = statement(
  "pricing_version",
  "SELECT count(*)::int AS count, max(created_at) AS newest FROM prices",
  z.object({ count: z.int(), newest: z.date().nullable() }),
);

const rowsStatement = statement(
  "pricing_rows",
  `SELECT id, org_id AS "orgId", provider, model, effective_from AS "effectiveFrom", input, output,
     cache_read AS "cacheRead", cache_write AS "cacheWrite", cache_write_1h AS "cacheWrite1h", tiers FROM prices`,
  z.object({
    id: z.string(),
    orgId: z.string(),
    provider: z.string(),
    model: z.string(),
    effectiveFrom: z.date(),
    input: z.bigint(),
    output: z.bigint(),
    cacheRead: z.bigint().nullable(),
    cacheWrite: z.bigint().nullable(),
    cacheWrite1h: z.bigint().nullable(),
    tiers: z.unknown(),
  }),
);

/** How long a price set in another process may stay unseen here. */
const freshForMs = 5_000;

type Shelf = { book: PriceBook; version: string; checkedAt: number };
const holder = globalThis as typeof globalThis & { purserPriceBook?: Promise<Shelf> };

/**
 * The price book with every own price of the database, of all organisations: it looks only at the caller's and the
 * platform's. Made anew when a price was added; a check at most every five seconds.
 */
export async function priceBook(): Promise<PriceBook> {
  const shelf = await holder.purserPriceBook?.catch(() => undefined);
  if (shelf && Date.now() - shelf.checkedAt < freshForMs) return shelf.book;
  holder.purserPriceBook = open(shelf);
  return (await holder.purserPriceBook).book;
}

async function open(shelf: Shelf | undefined): Promise<Shelf> {
  const [current] = await versionStatement(pool(), []);
  const version = `${current?.count} ${current?.newest?.toISOString()}`;
  if (shelf?.version === version) return { ...shelf, checkedAt: Date.now() };
  const [catalogue, rows] = await Promise.all([loadCatalogue(), rowsStatement(pool(), [])]);
  return { book: createPriceBook({ catalogue, rows }), version, checkedAt: Date.now() };
}
