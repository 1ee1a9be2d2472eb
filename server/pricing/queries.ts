import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { loadCatalogue } from "./catalogue.ts";
import { createPriceBook, type PriceBook } from "./price-book.ts";
import { platformOrgId } from "./price-row.ts";

// Every change gives a row a new id, so the ids are the version.
const versionStatement = statement(
  "pricing_version",
  "SELECT md5(string_agg(id, ' ' ORDER BY id)) AS version FROM prices WHERE org_id = ANY ($1)",
  z.object({ version: z.string().nullable() }),
);

const rowColumns = `id, org_id AS "orgId", provider, model, effective_from AS "effectiveFrom", input, output,
  cache_read AS "cacheRead", cache_write AS "cacheWrite", cache_write_1h AS "cacheWrite1h", tiers, created_at AS "createdAt",
  created_by AS "createdBy"`;

const row = z.object({
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
  createdAt: z.date(),
  createdBy: z.string().nullable(),
});

const rowsStatement = statement("pricing_rows", `SELECT ${rowColumns} FROM prices WHERE org_id = ANY ($1)`, row);
const retiredStatement = statement(
  "pricing_retired_rows",
  `SELECT ${rowColumns} FROM retired_prices WHERE org_id = ANY ($1)`,
  row,
);

/** The own prices that an organisation's book is made of: its own and the platform's, as they are now. */
export const priceRows = (ctx: { orgId: OrgId }) => rowsStatement(pool(), [[ctx.orgId, platformOrgId]]);

/** Those that were: they price nothing any more. */
const retiredRows = (orgId: OrgId) => retiredStatement(pool(), [[orgId, platformOrgId]]);

/** A price of our own with who set it, and when. */
export type SetPriceRow = Awaited<ReturnType<typeof priceRows>>[number];

/** How long a price set in another process may stay unseen here where nothing tells of it. */
const freshForMs = 5_000;

type Shelf = { book: PriceBook; version: string; checkedAt: number };
type Shelves = { books: Map<string, Shelf>; changes: number };
const holder = globalThis as typeof globalThis & { purserPriceBooks?: Shelves };

function shelves(): Shelves {
  holder.purserPriceBooks ??= { books: new Map(), changes: 0 };
  return holder.purserPriceBooks;
}

/**
 * The price book of an organisation: its own prices, the platform's, and the catalogue. Made anew when a price was set or
 * removed; the database is asked at most every five seconds, and at once after `pricesMayHaveChanged`.
 */
export async function priceBook(orgId: OrgId): Promise<PriceBook> {
  const kept = shelves();
  const shelf = kept.books.get(orgId);
  const checkedAt = Date.now();
  if (shelf && checkedAt - shelf.checkedAt < freshForMs) return shelf.book;
  const { changes } = kept;
  const [current] = await versionStatement(pool(), [[orgId, platformOrgId]]);
  const version = current?.version ?? "";
  const book =
    shelf?.version === version
      ? shelf.book
      : createPriceBook({
          catalogue: await loadCatalogue(),
          rows: await priceRows({ orgId }),
          retired: await retiredRows(orgId),
        });
  // What was told of meanwhile may have come after the rows were read.
  kept.books.set(orgId, { book, version, checkedAt: changes === kept.changes ? checkedAt : 0 });
  return book;
}

/** The next call of the organisation (null: of any) is priced by what the database says then. */
export function pricesMayHaveChanged(orgId: string | null): void {
  const kept = shelves();
  kept.changes += 1;
  for (const [id, shelf] of kept.books) if (orgId === null || id === orgId) shelf.checkedAt = 0;
}
