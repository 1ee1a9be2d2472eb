import { parse } from "csv-parse/sync";
import type { Ctx } from "#server/context.ts";
import { pool } from "#server/db.ts";
import { exportFile } from "#server/export/export-file.ts";
import { focusTable } from "#server/export/tables/focus-table.ts";
import { recordEvents } from "#server/ingest/record-events.ts";

/** A row of a FOCUS file by the names of its columns; an empty cell is "". */
export type FocusLine = Record<string, string>;

/** The FOCUS file of a month: its name, its columns in their order, its rows. */
export async function focusFile(ctx: Ctx, month: string) {
  const { name, body } = await exportFile(
    { focus: focusTable },
    { ctx, name: "focus", query: { month }, headOnly: false },
  );
  return { name, ...focusLines(await new Response(body).text()) };
}

/** The columns and rows of the text of a file. */
export function focusLines(text: string): { text: string; columns: string[]; rows: FocusLine[] } {
  const [columns = [], ...lines] = parse(text) as string[][];
  return { text, columns, rows: lines.map((line) => Object.fromEntries(line.map((cell, i) => [columns[i], cell]))) };
}

/** A plain decimal in units of 1e-15, exactly. */
export function exactly(decimal: string): bigint {
  const [, sign, whole = "", fraction = ""] = /^(-?)(\d+)(?:\.(\d{1,15}))?$/.exec(decimal) ?? [];
  if (whole === "") throw new Error(`"${decimal}" is not a plain decimal`);
  const units = BigInt(whole + fraction.padEnd(15, "0"));
  return sign ? -units : units;
}

/** The sum of a column of dollars in nano-dollars, exactly. Throws where it is not a whole number of them. */
export function nanosIn(rows: readonly FocusLine[], column = "BilledCost"): bigint {
  const sum = rows.reduce((all, row) => all + exactly(row[column] ?? ""), 0n);
  if (sum % 1_000_000n !== 0n) throw new Error(`${column} sums to ${sum}e-15`);
  return sum / 1_000_000n;
}

/** A model of our own, as calls name it. */
export const house = { provider: "in-house", model: "house-7b" };

/** Records calls that use nothing but what they say, of `house` unless they name another model. */
export async function recordCalls(
  ctx: Ctx,
  calls: readonly ({ id: string; occurredAt: string } & Record<string, unknown>)[],
) {
  const whole = { projectId: "web", agentId: "coder", ...house, inputTokens: 0, outputTokens: 0 };
  for (let from = 0; from < calls.length; from += 5_000) {
    const events = calls.slice(from, from + 5_000).map((call) => ({ ...whole, ...call }));
    const { rejected } = await recordEvents({ ctx, events });
    if (rejected.length > 0) throw new Error(`Refused: ${JSON.stringify(rejected.slice(0, 3))}`);
  }
}

/** Nano-dollars of a month's calls, straight from the entries; `where` is SQL. */
export async function ledgerOf({ orgId }: Ctx, month: string, where = "true"): Promise<bigint> {
  const { rows } = await pool().query<{ sum: string }>(
    `SELECT COALESCE(sum(cost_nanos), 0)::text AS sum FROM credit_transactions
     WHERE org_id = $1 AND to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM') = $2 AND ${where}`,
    [orgId, month],
  );
  return BigInt(rows[0]?.sum ?? "0");
}

/** The columns of dollars that every row has. */
export const costColumns = ["BilledCost", "ContractedCost", "EffectiveCost", "ListCost"];
