import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { loadCatalogue } from "./catalogue.ts";
import { createPriceBook, type PriceBook } from "./price-book.ts";
import { platformOrgId } from "./price-row.ts";

const versionStatement = statement(
  "pricing_version",
  "SELECT count(*)::int AS count, max(created_at) AS newest FROM prices WHERE org_id = ANY ($1)",
  z.object({ count: z.int(), newest: z.date().nullable() }),
);

const rowsStatement = statement(
  "pricing_rows",
  `SELECT id, org_id AS "orgId", provider, model, effective_from AS "effectiveFrom", input, output,
     cache_read AS "cacheRead", cache_write AS "cacheWrite", cache_write_1h AS "cacheWrite1h", tiers
   FROM prices WHERE org_id = ANY ($1)`,
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
const holder = globalThis as typeof globalThis & { purserPriceBooks?: Map<string, Shelf> };

/**
 * The price book of an organisation: its own prices, the platform's, and the catalogue. Made anew when a price was
 * added; the database is asked at most every five seconds.
 */
export async function priceBook(orgId: OrgId): Promise<PriceBook> {
  holder.purserPriceBooks ??= new Map();
  const shelf = holder.purserPriceBooks.get(orgId);
  if (shelf && Date.now() - shelf.checkedAt < freshForMs) return shelf.book;
  const owners = [orgId, platformOrgId];
  const [current] = await versionStatement(pool(), [owners]);
  const version = `${current?.count} ${current?.newest?.toISOString()}`;
  const book =
    shelf?.version === version
      ? shelf.book
      : createPriceBook({ catalogue: await loadCatalogue(), rows: await rowsStatement(pool(), [owners]) });
  holder.purserPriceBooks.set(orgId, { book, version, checkedAt: Date.now() });
  return book;
}
