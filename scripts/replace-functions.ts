import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { Pool } from "pg";

const folder = new URL("../prisma/functions/", import.meta.url);

/**
 * Makes the database's functions those of `prisma/functions`, which may change freely between versions: what an earlier
 * version made is dropped, signatures and all. Does nothing where they are the same already.
 * Each carries the hash of them all as its comment. Runs inside the caller's transaction.
 */
export async function replaceFunctions(pool: Pool): Promise<void> {
  const names = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  const files = names.sort().map((name) => readFileSync(new URL(name, folder), "utf8"));
  const mark = `Purser ${createHash("sha256").update(files.join("\0")).digest("hex").slice(0, 16)}`;
  const marked = await ours(pool, "obj_description(oid, 'pg_proc') LIKE 'Purser %'");
  if (marked.length > 0 && marked.every(({ comment }) => comment === mark)) return;

  for (const { signature } of marked) await pool.query(`DROP FUNCTION ${signature}`);
  const defined = files.flatMap((file) =>
    [...file.matchAll(/^CREATE OR REPLACE FUNCTION (\w+)/gm)].map(([, name]) => name),
  );
  // Of a version that left no comment.
  for (const { signature } of await ours(pool, "proname = ANY ($1)", [defined])) {
    await pool.query(`DROP FUNCTION ${signature}`);
  }
  for (const file of files) await pool.query(file);
  for (const { signature } of await ours(pool, "proname = ANY ($1)", [defined])) {
    await pool.query(`COMMENT ON FUNCTION ${signature} IS '${mark}'`);
  }
}

async function ours(pool: Pool, which: string, values: unknown[] = []) {
  const { rows } = await pool.query<{ signature: string; comment: string | null }>(
    `SELECT oid::regprocedure::text AS signature, obj_description(oid, 'pg_proc') AS comment
     FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND ${which}`,
    values,
  );
  return rows;
}
