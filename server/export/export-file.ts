import { requirePermission } from "#server/access/permissions.ts";
import { audit } from "#server/audit.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";
import { dayKey } from "#server/time/window.ts";
import type { ExportTable } from "./export-table.ts";

/** A file to download. Its body is read as it is sent; whoever stops reading ends it. */
export type ExportFile = { name: string; body: ReadableStream<Uint8Array> };

type Wanted = {
  ctx: Ctx;
  name: string;
  query: Record<string, string>;
  /** Only what the file would be: it is not read, and nobody has taken it. */
  headOnly: boolean;
};

/**
 * A table as a CSV file with all its rows, named for what it is of and the UTC day: `by-provider-web-2026-11-2026-11-22.csv`.
 * Whoever takes one that is audited stands in the audit log before the first byte.
 * @throws AppError `not_found` for a table that is none, `forbidden`, `validation_failed`, and whatever the table's query does.
 */
export async function exportFile(
  tables: Readonly<Record<string, ExportTable>>,
  { ctx, name, query, headOnly }: Wanted,
): Promise<ExportFile> {
  const table = Object.hasOwn(tables, name) ? tables[name] : undefined;
  if (!table) {
    throw new AppError("not_found", `There is no export "${name}". There are: ${Object.keys(tables).join(", ")}.`);
  }
  requirePermission(ctx, table.permission);
  const { about, body, isOfPeriod } = await table.open({ ctx, input: parseInput(table.input, query) });
  const file = { name: fileName([name, ...about, isOfPeriod ? "" : dayKey(ctx.now)]), body: body() };
  if (headOnly) await file.body.cancel();
  else if (table.audited !== null) {
    const entry = { action: table.audited, target: `export:${name}`, after: { file: file.name, ...query } };
    try {
      await audit(prisma(), ctx, entry);
    } catch (error) {
      await file.body.cancel();
      throw error;
    }
  }
  return file;
}

/** Letters, digits, dots and dashes: what every system takes. */
function fileName(parts: readonly string[]): string {
  const plain = parts.map((part) => part.replace(/[^\w.-]+/g, "-").replace(/^[-.]+|[-.]+$/g, "")).filter(Boolean);
  return `${plain.join("-").slice(0, 180)}.csv`;
}
