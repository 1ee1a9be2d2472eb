import { z } from "@hono/zod-openapi";
import { AppError } from "#server/errors.ts";
import { importReport } from "#server/ingest/import/import-report.ts";
import { reconciliation as reconciliationOf } from "#server/reports/reconciliation.ts";
import { createRestApp } from "../create-rest-app.ts";
import { jsonAnswer, restRoute } from "../rest-route.ts";

const reasonCount = z.object({ reason: z.string(), count: z.int(), lines: z.array(z.int()) });

const kept = z
  .object({
    format: z.string(),
    provider: z.string().nullable(),
    from: z.iso.date().nullable(),
    to: z.iso.date().nullable(),
    recorded: z.int().openapi({ description: "Lines that are new or other than before." }),
    duplicates: z.int().openapi({ description: "Lines that were known as they are." }),
    skipped: z.array(reasonCount),
    refused: z.array(reasonCount),
    notes: z.array(z.string()),
  })
  .openapi("KeptReport");

const exampleReport = {
  object: "page",
  data: [
    {
      object: "bucket",
      start_time: 1761955200,
      end_time: 1762041600,
      results: [
        {
          object: "organization.costs.result",
          amount: { value: 0.06, currency: "usd" },
          line_item: "gpt-4o-2024-08-06, input",
          project_id: null,
        },
      ],
    },
  ],
  has_more: false,
  next_page: null,
};

const send = restRoute("reconcile", {
  method: "post",
  path: "/v1/provider-reports",
  summary:
    "Keep a costs or usage report of OpenAI or Anthropic to reconcile with; the same days again replace themselves",
  request: {
    query: z.object({
      account: z.string().max(64).optional().openapi({ description: "Which of several accounts with the provider." }),
    }),
    body: {
      // Not `required`, so that only a JSON body is read as JSON; a body of another type is answered below.
      content: {
        "application/json": {
          schema: z.union([z.looseObject({}), z.array(z.looseObject({}))]).openapi({
            description: "The answer of the provider's API as it is, or a list of its pages.",
          }),
          examples: { "OpenAI costs": { value: exampleReport } },
        },
        "application/x-ndjson": { schema: z.string().openapi({ description: "One page a line." }) },
      },
    },
  },
  responses: { 200: jsonAnswer("What became of its lines.", kept) },
});

const nanos = z.string().openapi({ description: "Nano-dollars." });
const sums = {
  reportedCost: z.number(),
  reportedNanos: z.string(),
  ledgerCost: z.number(),
  ledgerNanos: z.string(),
  difference: z.number().openapi({ description: "Reported − ledger, in dollars." }),
  differenceNanos: z.string(),
  parts: z
    .object({
      missing: nanos,
      unpriced: nanos,
      price: nanos,
      onlyInLedger: nanos,
      other: nanos,
      unexplained: nanos,
    })
    .openapi({ description: "Why they differ, in nano-dollars: they sum to differenceNanos." }),
  reportedTokens: z.number(),
  ledgerTokens: z.number(),
  calls: z.int(),
  unpricedCalls: z.int(),
};

const span = { days: z.int(), first: z.string(), last: z.string() };

const answer = z
  .object({
    month: z.string().openapi({ example: "2026-10" }),
    total: z.object(sums),
    rows: z.array(
      z.object({
        day: z.iso.date(),
        provider: z.string(),
        kind: z.enum(["model", "all", "charge"]),
        model: z
          .string()
          .openapi({ description: "Without the date of a snapshot; the charge's name; '' for all models." }),
        ...sums,
      }),
    ),
    leftOut: z.array(
      z.object({
        provider: z.string(),
        reason: z.enum(["no_costs", "not_over"]),
        ...span,
        cost: z.number(),
        costNanos: z.string(),
        unpricedCalls: z.int(),
      }),
    ),
  })
  .openapi("Reconciliation");

const read = restRoute("reconcile", {
  method: "get",
  path: "/v1/reconciliation",
  summary: "What providers billed in a UTC month against the ledger, by day and model, and why they differ",
  request: { query: z.object({ month: z.string().optional(), provider: z.string().max(64).optional() }) },
  responses: { 200: jsonAnswer("Every compared day and model, and the days that are left out.", answer) },
});

export const reconciliation = createRestApp()
  .openapi(send, async (c) => {
    const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
    if (type !== "application/json" && type !== "application/x-ndjson") {
      throw new AppError(
        "unsupported_media_type",
        "Send the report as application/json, or pages as application/x-ndjson.",
      );
    }
    const text = type === "application/json" ? JSON.stringify(c.req.valid("json")) : await c.req.text();
    return c.json(await importReport({ ctx: c.get("ctx"), text, ...c.req.valid("query") }), 200);
  })
  .openapi(read, async (c) => {
    const input = { ...c.req.valid("query"), by: "both" } as const;
    const { month, total, rows, leftOut } = await reconciliationOf({ ctx: c.get("ctx"), input });
    const body = {
      ...{ month, total },
      rows: rows.map(({ label: _, day, provider, kind, model, ...of }) => ({
        ...{ day: day ?? "", provider: provider ?? "", kind: kind ?? "all", model: model ?? "" },
        ...of,
      })),
      leftOut: leftOut.map(({ label: _, ...of }) => of),
    };
    return c.json(body, 200);
  });
