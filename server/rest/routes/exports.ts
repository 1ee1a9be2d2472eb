import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { type ExportFile, exportFile } from "#server/export/export-file.ts";
import { pageTables } from "#server/export/page-tables.ts";
import { transactionsExportInput, transactionsTable } from "#server/export/tables/transactions-table.ts";
import { createRestApp } from "../create-rest-app.ts";
import type { RestEnv } from "../rest-env.ts";
import { restRoute } from "../rest-route.ts";

const csvAnswer = (description: string) => ({ description, content: { "text/csv": { schema: z.string() } } });

const transactions = restRoute("view", {
  method: "get",
  path: "/v1/exports/transactions.csv",
  summary: "Every charge as CSV, newest first within a project, as of one moment",
  request: { query: transactionsExportInput },
  responses: { 200: csvAnswer("A header line and a line for each charge. Text is guarded against formula injection.") },
});

const table = restRoute("view", {
  method: "get",
  path: "/exports/{file}",
  summary: "A table of the pages as CSV, all its rows, filtered as the page is",
  request: {
    params: z.object({
      file: z.string().openapi({ example: "projects.csv", enum: Object.keys(pageTables).map((name) => `${name}.csv`) }),
    }),
  },
  responses: { 200: csvAnswer("A header line and a line for each row. Amounts are exact dollars.") },
});

/** The file as it is made. Asked for its head only, nothing is made. */
async function download(c: Context<RestEnv>, { name, body }: ExportFile): Promise<Response> {
  if (c.req.method === "HEAD") await body.cancel();
  const headers = {
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="${name}"`,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  };
  return new Response(c.req.method === "HEAD" ? null : body, { headers });
}

export const exports = createRestApp()
  .openapi(transactions, async (c) => {
    const tables = { transactions: transactionsTable };
    return download(c, await exportFile(tables, { ctx: c.get("ctx"), name: "transactions", query: c.req.query() }));
  })
  .openapi(table, async (c) => {
    const name = c.req.valid("param").file.replace(/\.csv$/, "");
    return download(c, await exportFile(pageTables, { ctx: c.get("ctx"), name, query: c.req.query() }));
  });
