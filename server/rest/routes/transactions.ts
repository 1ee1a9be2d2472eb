import { z } from "@hono/zod-openapi";
import { type CorrectionMark, correctionMarks } from "#server/books/queries.ts";
import { getAgent } from "#server/catalog/agent-queries.ts";
import { identifier } from "#server/catalog/fields.ts";
import { getProject } from "#server/catalog/queries.ts";
import { AppError } from "#server/errors.ts";
import { requireEntries } from "#server/ledger/entries-from.ts";
import { type ListedTransaction, listTransactions } from "#server/ledger/list-transactions.ts";
import { toDollars } from "#server/money/amount.ts";
import { endOf, moment, startOf } from "#server/time/moment.ts";
import { createRestApp } from "../create-rest-app.ts";
import { decodeTimeCursor, pageFrom, pageOf, pageQuery } from "../page.ts";
import { jsonAnswer, restRoute } from "../rest-route.ts";

const transactionSchema = z
  .object({
    id: z.string(),
    occurredAt: z.iso.datetime(),
    recordedAt: z.iso.datetime(),
    projectId: z.string(),
    agentId: z.string(),
    agentType: z.string(),
    runId: z.string().nullable(),
    jobId: z.string().nullable(),
    sessionId: z.string().nullable(),
    attempt: z.int(),
    provider: z.string(),
    model: z.string(),
    inputTokens: z.number(),
    cachedInputTokens: z.number(),
    cacheWriteTokens: z.number(),
    cacheWrite1hTokens: z.number(),
    outputTokens: z.number(),
    reasoningTokens: z.number(),
    serviceTier: z.string().nullable(),
    cost: z.number().nullable().openapi({ description: "Dollars that count; null while no price is known." }),
    costNanos: z.string().nullable(),
    currency: z.literal("USD"),
    costSource: z.enum(["reported", "priced", "unpriced"]),
    priceSource: z
      .string()
      .nullable()
      .openapi({ description: "The id of the price that it was priced by, as /v1/prices names it." }),
    reportedCost: z.number().nullable().openapi({ description: "What its caller said." }),
    reportedCostNanos: z.string().nullable(),
    computedCost: z.number().nullable().openapi({ description: "What the price list said." }),
    computedCostNanos: z.string().nullable(),
    status: z.enum(["ok", "error"]),
    effort: z.string().nullable(),
    reservationId: z.string().nullable(),
    tags: z.record(z.string(), z.unknown()).nullable(),
    correction: z
      .object({ bookedMonth: z.string(), reason: z.enum(["late", "reprice"]) })
      .nullable()
      .openapi({
        description:
          "Set where its month was closed before: the charge (late), or what a reprice changed of it, is in the books of `bookedMonth`.",
      }),
  })
  .openapi("Transaction");

const amount = (nanos: bigint | null) => (nanos === null ? null : toDollars(nanos));

const shown = (
  { priceId, ...entry }: ListedTransaction,
  correction: CorrectionMark | null,
): z.input<typeof transactionSchema> => ({
  ...entry,
  correction,
  occurredAt: entry.occurredAt.toISOString(),
  recordedAt: entry.recordedAt.toISOString(),
  inputTokens: Number(entry.inputTokens),
  cachedInputTokens: Number(entry.cachedInputTokens),
  cacheWriteTokens: Number(entry.cacheWriteTokens),
  cacheWrite1hTokens: Number(entry.cacheWrite1hTokens),
  outputTokens: Number(entry.outputTokens),
  reasoningTokens: Number(entry.reasoningTokens),
  cost: amount(entry.costNanos),
  costNanos: entry.costNanos?.toString() ?? null,
  currency: "USD",
  priceSource: priceId,
  reportedCost: amount(entry.reportedCostNanos),
  reportedCostNanos: entry.reportedCostNanos?.toString() ?? null,
  computedCost: amount(entry.computedCostNanos),
  computedCostNanos: entry.computedCostNanos?.toString() ?? null,
});

const list = restRoute("view", {
  method: "get",
  path: "/v1/transactions",
  summary: "Every charge with what it was priced by, newest call first",
  request: {
    query: pageQuery.extend({
      projectId: identifier.optional(),
      agentId: identifier.optional(),
      runId: identifier.optional(),
      from: moment.optional().openapi({ type: "string", description: "A UTC day or a time.", example: "2026-11-01" }),
      to: moment.optional().openapi({
        type: "string",
        description: "A UTC day, which is in, or a time, which is not.",
        example: "2026-11-30",
      }),
    }),
  },
  responses: { 200: jsonAnswer("A page of charges.", pageOf(transactionSchema)) },
});

export const transactions = createRestApp().openapi(list, async (c) => {
  const ctx = c.get("ctx");
  const { limit, cursor, from: first, to: last, ...of } = c.req.valid("query");
  const [from, to] = [startOf(first), endOf(last)];
  if (from && to && from >= to) throw new AppError("validation_failed", "from must be before to.");
  await requireEntries(ctx, { from, to });
  const end = decodeTimeCursor(cursor);
  if (of.projectId) await getProject(ctx, of.projectId);
  if (of.agentId) await getAgent(ctx, of.agentId);
  const after = end && { occurredAt: new Date(end.at), id: end.id };
  const rows = await listTransactions(ctx, { ...of, from, to }, { after, limit: limit + 1 });
  const position = (row: ListedTransaction) => [row.occurredAt.toISOString(), row.id];
  const marks = await correctionMarks(
    ctx,
    rows.map(({ id }) => id),
  );
  const item = (row: ListedTransaction) => shown(row, marks.get(row.id) ?? null);
  return c.json(pageFrom(rows, limit, { item, position }), 200);
});
