import { z } from "@hono/zod-openapi";
import { correction } from "#server/ingest/late-calls.ts";

/** What reservations are answered with, as the OpenAPI document shows it: shapes of `enforcement/answer.ts`. */

const scope = {
  budgetId: z.string(),
  scope: z.string(),
  scopeId: z.string(),
  window: z.string(),
  windowStart: z.string(),
  unit: z.string(),
};

const triageBot = {
  budgetId: "triage-bot-daily",
  scope: "agent",
  scopeId: "triage-bot",
  window: "day",
  windowStart: "2026-11-22",
  unit: "cost",
};

export const allowedSchema = z
  .object({
    id: z.string(),
    decision: z.literal("allow"),
    amount: z.number(),
    amountNanos: z.string(),
    tokens: z.number(),
    expiresAt: z.iso.datetime(),
    remaining: z.array(z.object({ ...scope, remaining: z.number(), remainingNanos: z.string().optional() })),
  })
  .openapi("Hold", {
    example: {
      id: "call-7",
      decision: "allow",
      amount: 0.057,
      amountNanos: "57000000",
      tokens: 11_000,
      expiresAt: "2026-11-22T09:45:00.000Z",
      remaining: [{ ...triageBot, remaining: 0.583, remainingNanos: "583000000" }],
    },
  });

const nanos = z.string().optional().openapi({ description: "Exact nano-dollars, where the budget is of cost." });

const refusalSchema = z
  .object({
    ...scope,
    limit: z
      .number()
      .openapi({ description: "Dollars or tokens, by `unit`; with what approvals added for this window." }),
    limitNanos: nanos,
    spent: z.number(),
    spentNanos: nanos,
    reserved: z.number(),
    reservedNanos: nanos,
    remaining: z.number(),
    remainingNanos: nanos,
    requested: z.number().nullable().openapi({ description: "null: not known." }),
    frees: z.iso.datetime().nullable().openapi({ description: "When its window ends; null for a run." }),
    onExceeded: z.array(z.string()),
  })
  .openapi("Refusal");

export const approvalRequiredSchema = z
  .object({
    id: z.string(),
    decision: z.literal("approval_required"),
    approvalId: z.string(),
    amount: z.number(),
    amountNanos: z.string(),
    expiresAt: z.iso.datetime().openapi({ description: "Until when it may be decided: the end of the window." }),
    budgets: z.array(refusalSchema),
  })
  .openapi("ApprovalRequired");

const pauseSchema = z
  .object({
    reason: z.string().nullable(),
    since: z.iso.datetime().nullable(),
    by: z.string().nullable(),
    budgetId: z.string().nullable().openapi({ description: "The budget that paused it; null where a person did." }),
    scopeId: z.string().nullable().openapi({ description: "Of whom its limit was reached." }),
    until: z.iso.datetime().nullable(),
  })
  .openapi("Pause");

const refusedSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.literal(402),
    detail: z.string(),
    code: z.enum(["budget_exceeded", "agent_paused", "price_unknown"]),
    requestId: z.string(),
    id: z.string().openapi({ description: "The reservation's." }),
    budgets: z
      .array(refusalSchema)
      .openapi({ description: "Every budget without room, and the one that paused the agent." }),
    pause: pauseSchema.optional(),
  })
  .openapi("Refused", {
    example: {
      type: "about:blank",
      title: "A budget has no room for this call",
      status: 402,
      detail:
        "A call of up to $0.3 does not fit the limit of agent triage-bot, $1 a day: $0.36 spent and $0.6 held. It frees at 2026-11-23T00:00:00.000Z, or when the limit is raised.",
      code: "budget_exceeded",
      requestId: "3f0c2a5e-8f38-4f0e-9d5e-0a4d6e7f1b2c",
      id: "hold-3",
      budgets: [
        {
          ...triageBot,
          limit: 1,
          limitNanos: "1000000000",
          spent: 0.36,
          spentNanos: "360000000",
          reserved: 0.6,
          reservedNanos: "600000000",
          remaining: 0.04,
          remainingNanos: "40000000",
          requested: 0.3,
          frees: "2026-11-23T00:00:00.000Z",
          onExceeded: ["block"],
        },
      ],
    },
  });

export const refusedAnswer = {
  description:
    "Refused: nothing is held. `budgets` names every budget that has no room, `pause` why an agent is paused.",
  content: { "application/problem+json": { schema: refusedSchema } },
};

/** Of a recorded call. */
export const correctionField = correction.optional().openapi({
  description:
    "Only where the month of the call is closed: it counts in every total, and is a correction in the books of bookedMonth.",
});

export const settlementSchema = z
  .object({
    id: z.string(),
    status: z.literal("settled"),
    transactionId: z.string(),
    duplicate: z.boolean(),
    cost: z.number().nullable(),
    costNanos: z.string().nullable(),
    heldAmount: z.number(),
    heldAmountNanos: z.string(),
    late: z.boolean().openapi({ description: "The hold no longer stood. The call is recorded in full." }),
    over: z.boolean().openapi({ description: "It came to more than was held. It is recorded in full." }),
    elsewhere: z
      .boolean()
      .openapi({ description: "The event names another project, agent, type or run than was reserved for." }),
    correction: correctionField,
  })
  .openapi("Settlement");

export const reservationSchema = z
  .object({
    id: z.string(),
    status: z.string(),
    projectId: z.string(),
    agentId: z.string(),
    runId: z.string().nullable(),
    amount: z.number(),
    amountNanos: z.string(),
    approvalId: z.string().nullable(),
    transactionId: z.string().nullable(),
    late: z.boolean(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .openapi("Reservation");
