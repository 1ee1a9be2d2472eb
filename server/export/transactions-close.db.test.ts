import { parse } from "csv-parse/sync";
import { runMigrations } from "graphile-worker";
import { beforeAll, expect, test } from "vitest";
import { callOf, closed, current, last, organization, record, repriceAll } from "#scripts/test-books.ts";
import { closeMonth } from "#server/books/close-month.ts";
import type { Ctx } from "#server/context.ts";
import { pool } from "#server/db.ts";
import { parseDollars } from "#server/money/amount.ts";
import { setPrice } from "#server/pricing/set-price.ts";
import { dayKey, monthFromKey } from "#server/time/window.ts";
import { exportFile } from "./export-file.ts";
import { transactionsTable } from "./tables/transactions-table.ts";

// Reprices are the worker's, whose tables are its own; here the test does its work.
beforeAll(() => runMigrations({ pgPool: pool() }));

const lastDay = dayKey(new Date(monthFromKey(last).end.getTime() - 1));

async function file(ctx: Ctx, query: Record<string, string>) {
  const tables = { transactions: transactionsTable };
  const { name, body } = await exportFile(tables, { ctx, name: "transactions", query, headOnly: false });
  const rows: Record<string, string>[] = parse(await new Response(body).text(), { columns: true });
  return { name, rows };
}
const nanos = (text = "") => parseDollars(text || "0");

test("a closed month's entries say which of them are in the books of another month, and sum to its own without those", async () => {
  const ctx = await organization();
  const unsaid = { cost: undefined };
  const [known, unpriced] = [callOf(last, { cost: 1.5 }), callOf(last, unsaid)];
  await record(ctx, known, unpriced, callOf(current));
  await closeMonth({ ctx, input: { month: last } });
  const [late, lateUnpriced] = [callOf(last, { cost: 7 }), callOf(last, unsaid)];
  await record(ctx, late, lateUnpriced);
  const model = { provider: "in-house", model: "house-7b" };
  await setPrice({ ctx, input: { ...model, effectiveFrom: "2020-01-01", input: "3", output: "0" } });
  await repriceAll(ctx, "unpriced");

  const { name, rows } = await file(ctx, { from: `${last}-01`, to: lastDay });
  expect(name).toBe(`transactions-${ctx.orgId}-${last}.csv`);
  const marks = rows.map((row) => [row.id, row.correctionBookedMonth, row.correctionReason, row.correctionCost]);
  expect(marks.toSorted()).toEqual(
    [
      [known.id, "", "", ""],
      [unpriced.id, current, "reprice", "0.003"],
      [late.id, current, "late", "7"],
      [lateUnpriced.id, current, "late", "0.003"],
    ].toSorted(),
  );
  const own = rows.reduce((sum, row) => sum + nanos(row.cost) - nanos(row.correctionCost), 0n);
  expect(own).toBe((await closed(ctx))[last]);

  const running = await file(ctx, { from: `${current}-01`, projectId: "web" });
  expect(running.rows.map((row) => row.correctionReason)).toEqual([""]);
  expect(running.name).toBe(`transactions-${ctx.orgId}-web-${current}-01-${dayKey(ctx.now)}.csv`);
});
