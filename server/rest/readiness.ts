import { readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { pool, statement } from "#server/db.ts";
import { AppError } from "#server/errors.ts";

const appliedStatement = statement(
  "rest_applied_migrations",
  "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
  z.object({ name: z.string() }),
);

/**
 * Passes when the database answers and has every migration of this Purser.
 * @throws AppError `unavailable`.
 */
export async function checkReadiness(): Promise<void> {
  const applied = await appliedStatement(pool(), []).catch((cause: unknown) => {
    throw new AppError("unavailable", "The database cannot be reached or has no Purser in it.", { cause });
  });
  const names = new Set(applied.map(({ name }) => name));
  const missing = ownMigrations().filter((name) => !names.has(name));
  if (missing.length > 0) {
    throw new AppError("unavailable", `The database lacks ${missing.length} migrations. Start Purser to apply them.`);
  }
}

let known: string[] | undefined;

/** Read from where the process runs: the folder of this file is another one inside Next's bundle. */
function ownMigrations(): string[] {
  const folder = join(process.cwd(), "prisma", "migrations");
  known ??= readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  return known;
}
