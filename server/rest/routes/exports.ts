import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { exportFile } from "#server/export/export-file.ts";
import { focusColumns } from "#server/export/focus/focus-columns.ts";
import { pageTables } from "#server/export/page-tables.ts";
import { focusExportInput, focusTable } from "#server/export/tables/focus-table.ts";
import { transactionsExportInput, transactionsTable } from "#server/export/tables/transactions-table.ts";
import { createRestApp } from "../create-rest-app.ts";
import type { RestEnv } from "../rest-env.ts";
import { restRoute } from "../rest-route.ts";

const csvAnswer = (description: string, example: string) => ({
  description,
  content: { "text/csv": { schema: z.string(), example } },
});

/** Header lines stand in the document as they stand in the files: a test compares them. */
const transactionsExample = `id,occurredAt,recordedAt,projectId,agentId,agentType,runId,jobId,sessionId,attempt,provider,model,serviceTier,inputTokens,cachedInputTokens,cacheWriteTokens,cacheWrite1hTokens,outputTokens,reasoningTokens,status,effort,cost,costNanos,costSource,reportedCost,computedCost,priceSource,reservationId,tags,correctionBookedMonth,correctionReason,correctionCost
call-7,2026-10-30T22:10:00.000Z,2026-11-03T08:00:00.000Z,my-project,triage-bot,research,run-12,job-7,,1,anthropic,claude-sonnet-4-20250514,,12000,8000,0,0,900,0,ok,,0.0279,27900000,priced,,0.0279,0199b6f2-3c1e-7a40-8f5d-2b6c9d0e1f23,,,2026-11,late,0.0279
`;
const runsExample = `Time (UTC),Project,Agent,Agent Type,Run,Job,Attempt,Provider,Model,Input Tokens,Cached Input Tokens,Output Tokens,Status,Cost Source,Cost (USD),Id
2026-11-22T14:00:00.000Z,my-project,triage-bot,Research,run-12,job-7,1,anthropic,claude-sonnet-4-20250514,12000,8000,900,ok,priced,0.0279,call-7
`;
const focusExample = `${focusColumns({ organization: { id: "demo", name: "Demo" }, month: "2026-10" })
  .map(({ header }) => header)
  .join(",")}\n`;

const transactions = restRoute("view", {
  method: "get",
  path: "/v1/exports/transactions.csv",
  summary: "Every charge as CSV, newest first within a project, as of one moment",
  request: { query: transactionsExportInput },
  responses: {
    200: csvAnswer(
      "A header line and a line for each charge. Of what came after its month was closed, or was repriced then, the last columns say in which month's books it is and how much of its cost: without that a month sums to its closed books. Text is guarded against formula injection.",
      transactionsExample,
    ),
  },
});

const focus = restRoute("exportBooks", {
  method: "get",
  path: "/v1/exports/focus.csv",
  summary: "A UTC month as FOCUS 1.4, Cost and Usage: a row for each kind of token, by day, project, agent and model",
  request: { query: focusExportInput.extend({ month: focusExportInput.shape.month.openapi({ example: "2026-11" }) }) },
  responses: {
    200: csvAnswer(
      "The columns of the specification, then those of Purser with x_. The costs sum to the ledger exactly.",
      focusExample,
    ),
  },
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
  responses: {
    200: csvAnswer(
      "A header line and a line for each row. Amounts are exact dollars. The example is of recent-runs.csv.",
      runsExample,
    ),
  },
});

/** The file as it is made. Asked for its head only, nothing is made. */
async function download(
  c: Context<RestEnv>,
  tables: Parameters<typeof exportFile>[0],
  name: string,
): Promise<Response> {
  const headOnly = c.req.method === "HEAD";
  const file = await exportFile(tables, { ctx: c.get("ctx"), name, query: c.req.query(), headOnly });
  const headers = {
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="${file.name}"`,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  };
  return new Response(headOnly ? null : file.body, { headers });
}

export const exports = createRestApp()
  .openapi(transactions, (c) => download(c, { transactions: transactionsTable }, "transactions"))
  .openapi(focus, (c) => download(c, { focus: focusTable }, "focus"))
  .openapi(table, (c) => download(c, pageTables, c.req.valid("param").file.replace(/\.csv$/, "")));
