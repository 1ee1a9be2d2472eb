import { z } from "zod";
import { pool, statement } from "#server/db.ts";
import { sumTables } from "./sum-up.ts";

const columnsStatement = statement(
  "ledger_table_columns",
  `SELECT c.relname::text AS "table", array_agg(a.attname::text ORDER BY a.attnum) AS columns
   FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
   WHERE c.oid = ANY ($1::regclass[]) GROUP BY 1`,
  z.object({ table: z.string(), columns: z.array(z.string()) }),
);

let known: Promise<Record<string, string[]>> | undefined;

/** The columns of the tables of sums in the order that their rows have in the database. Asked once. */
export function tableColumns(): Promise<Record<string, string[]>> {
  known ??= columnsStatement(pool(), [`{${sumTables.join(",")}}`]).then(
    (rows) => Object.fromEntries(rows.map(({ table, columns }) => [table, columns])),
    (error: unknown) => {
      known = undefined;
      throw error;
    },
  );
  return known;
}
