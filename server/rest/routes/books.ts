import { z } from "@hono/zod-openapi";
import { bookMonth, closeMonth } from "#server/books/close-month.ts";
import { type Correction, listCorrections } from "#server/books/list-corrections.ts";
import { reopenMonth, reopenMonthInput } from "#server/books/reopen-month.ts";
import { getProject } from "#server/catalog/queries.ts";
import { toDollars } from "#server/money/amount.ts";
import { correctionCursor, correctionPosition, correctionsInput } from "#server/reports/booked-corrections.ts";
import { monthBooks } from "#server/reports/month-books.ts";
import { createRestApp } from "../create-rest-app.ts";
import { decodeCursor, pageFrom, pageOf, pageQuery } from "../page.ts";
import { jsonAnswer, jsonBody, restRoute } from "../rest-route.ts";

// Made here: a schema made before `@hono/zod-openapi` was loaded, as when the procedures come first, has no `openapi`.
const params = z.object({ month: z.string().openapi({ example: "2026-10" }).pipe(bookMonth) });
const headers = z.object({ "X-Org-ID": z.string().openapi({ description: "The id of the organisation." }) });
const money = { cost: z.number(), costNanos: z.string() };

const sumSchema = z
  .object({
    month: z.string().openapi({ description: "Of whose calls." }),
    bookedMonth: z.string().openapi({ description: "In whose books." }),
    ...money,
    calls: z.int().openapi({ description: "Calls that came late; other corrections are differences of reprices." }),
    unpricedCalls: z.int(),
    corrections: z.int(),
  })
  .openapi("CorrectionSum");

const monthSchema = z
  .object({
    month: z.string(),
    state: z.enum(["running", "open", "closed"]),
    usage: z
      .object({ ...money, unpricedCalls: z.int(), calls: z.int() })
      .openapi({ description: "Every call made in the month, whenever it was recorded." }),
    books: z
      .object({
        ...money,
        correctionNanos: z.string().openapi({ description: "The part of corrections of earlier months." }),
        unpricedCalls: z.int(),
      })
      .openapi({
        description: "Usage, less corrections booked elsewhere, with those booked here. Of a closed month: as closed.",
      }),
    closed: z.object({ at: z.iso.datetime(), by: z.string() }).nullable(),
    closedThrough: z.string().nullable().openapi({ description: "The last closed month of the organisation." }),
    bookedElsewhere: z.array(sumSchema).openapi({ description: "Corrections of calls of this month." }),
    bookedHere: z.array(sumSchema).openapi({ description: "Corrections of calls of earlier months." }),
  })
  .openapi("MonthBooks");

const month = restRoute("view", {
  method: "get",
  path: "/v1/months/{month}",
  summary: "The books of a UTC month: whether it is closed, what it came to, and what is corrected since",
  request: { params, query: z.object({ projectId: correctionsInput.shape.projectId }) },
  responses: { 200: jsonAnswer("Of the organisation, or of one of its projects.", monthSchema) },
});

const close = restRoute(
  "closeMonth",
  {
    method: "post",
    path: "/v1/months/{month}/close",
    summary: "Close a month that has ended, and open ones before it; asked again it changes nothing",
    request: { params, headers },
    responses: {
      200: jsonAnswer(
        "The months that were closed by this, oldest first: none where it was closed before.",
        z.object({ closed: z.array(z.string()) }),
      ),
    },
  },
  "token",
);

const reopen = restRoute(
  "reopenMonth",
  {
    method: "post",
    path: "/v1/months/{month}/reopen",
    summary: "Reopen the last closed month: corrections of its calls are taken back into it",
    request: {
      params,
      headers,
      body: jsonBody(reopenMonthInput.omit({ month: true }), {
        "With a reason": { reason: "The provider corrected its invoice" },
      }),
    },
    responses: {
      200: jsonAnswer("What was taken back.", z.object({ corrections: z.int(), ...money })),
    },
  },
  "token",
);

const correctionSchema = z
  .object({
    transactionId: z.string(),
    reason: z.enum(["late", "reprice"]),
    repriceId: z.string().nullable(),
    month: z.string(),
    bookedMonth: z.string(),
    occurredAt: z.iso.datetime(),
    bookedAt: z.iso.datetime(),
    projectId: z.string(),
    agentId: z.string().nullable().openapi({ description: "Null once calls of that time are no longer kept." }),
    agentType: z.string().nullable(),
    runId: z.string().nullable(),
    provider: z.string().nullable(),
    model: z.string().nullable(),
    ...money,
    inputTokens: z.number(),
    outputTokens: z.number(),
    calls: z.int(),
    unpricedCalls: z
      .int()
      .openapi({ description: "1 for a late call without a price, -1 where a reprice gave it one." }),
  })
  .openapi("Correction");

const shown = ({ repriceId, ...row }: Correction): z.input<typeof correctionSchema> => ({
  ...row,
  reason: repriceId === "" ? "late" : "reprice",
  repriceId: repriceId || null,
  occurredAt: row.occurredAt.toISOString(),
  bookedAt: row.bookedAt.toISOString(),
  cost: toDollars(row.costNanos),
  costNanos: row.costNanos.toString(),
  inputTokens: Number(row.inputTokens),
  outputTokens: Number(row.outputTokens),
});

const corrections = restRoute("view", {
  method: "get",
  path: "/v1/corrections",
  summary: "Corrections of calls of closed months that are booked in a month, the last booked first",
  request: {
    query: pageQuery.extend({
      bookedMonth: z.string().openapi({ description: "In whose books.", example: "2026-11" }).pipe(bookMonth),
      month: z.string().openapi({ description: "Of whose calls.", example: "2026-10" }).pipe(bookMonth).optional(),
      projectId: correctionsInput.shape.projectId,
    }),
  },
  responses: { 200: jsonAnswer("A page of corrections.", pageOf(correctionSchema)) },
});

export const books = createRestApp()
  .openapi(month, async (c) => {
    const input = { ...c.req.valid("param"), ...c.req.valid("query") };
    return c.json(await monthBooks({ ctx: c.get("ctx"), ...input }), 200);
  })
  .openapi(close, async (c) => c.json(await closeMonth({ ctx: c.get("ctx"), input: c.req.valid("param") }), 200))
  .openapi(reopen, async (c) => {
    const input = { ...c.req.valid("param"), ...c.req.valid("json") };
    const { costNanos, corrections: count } = await reopenMonth({ ctx: c.get("ctx"), input });
    return c.json({ corrections: count, cost: toDollars(costNanos), costNanos: costNanos.toString() }, 200);
  })
  .openapi(corrections, async (c) => {
    const ctx = c.get("ctx");
    const { limit, cursor, ...filter } = c.req.valid("query");
    if (filter.projectId !== undefined) await getProject(ctx, filter.projectId);
    const after = cursor === undefined ? undefined : correctionCursor(decodeCursor(cursor, 3));
    const rows = await listCorrections(ctx, filter, { after, limit: limit + 1 });
    return c.json(pageFrom(rows, limit, { item: shown, position: correctionPosition }), 200);
  });
