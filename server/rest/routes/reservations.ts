import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { identifier } from "#server/catalog/fields.ts";
import type { Ctx } from "#server/context.ts";
import type { Refused } from "#server/enforcement/answer.ts";
import { extend, extendInput } from "#server/enforcement/extend.ts";
import {
  getReservation,
  listReservations,
  type Reservation,
  reservationStatuses,
} from "#server/enforcement/queries.ts";
import { release } from "#server/enforcement/release.ts";
import { reserve } from "#server/enforcement/reserve.ts";
import { reserveInput } from "#server/enforcement/reserve-input.ts";
import { settleReservation } from "#server/ingest/settle-reservation.ts";
import { toDollars } from "#server/money/amount.ts";
import { createRestApp, invalidInput } from "../create-rest-app.ts";
import type { DirectAnswer } from "../direct-answer.ts";
import { decodeTimeCursor, pageFrom, pageOf, pageQuery } from "../page.ts";
import { problemOf } from "../problem.ts";
import type { RestEnv } from "../rest-env.ts";
import { jsonAnswer, jsonBody, restRoute } from "../rest-route.ts";
import {
  allowedSchema,
  approvalRequiredSchema,
  refusedAnswer,
  reservationSchema,
  settlementSchema,
} from "./reservation-answers.ts";

const params = z.object({ id: identifier });

const post = restRoute("reserve", {
  method: "post",
  path: "/v1/reservations",
  summary: "Hold the worst case of a call before it is made; the same id again gives the same answer",
  description:
    "Give the call (provider, model, inputTokens, maxOutputTokens), from which its worst case is worked out, or an amount of dollars. It is held for expiresInSeconds, 900 unless told otherwise, or until it is settled or released.",
  request: {
    body: jsonBody(reserveInput, {
      call: {
        id: "call-7",
        projectId: "my-project",
        agentId: "triage-bot",
        provider: "anthropic",
        model: "claude-sonnet-4-20250514",
        inputTokens: 9_000,
        maxOutputTokens: 2_000,
      },
      amount: { id: "call-8", projectId: "my-project", agentId: "triage-bot", amount: 0.25 },
    }),
  },
  responses: {
    201: jsonAnswer("Held.", allowedSchema),
    202: jsonAnswer(
      "A person has to approve it: wait with GET /api/v1/approvals/{id}?wait=30.",
      approvalRequiredSchema,
    ),
    402: refusedAnswer,
  },
});

const list = restRoute("view", {
  method: "get",
  path: "/v1/reservations",
  summary: "Reservations as they stand, those that expire last first",
  request: { query: pageQuery.extend({ status: z.enum(reservationStatuses).optional() }) },
  responses: { 200: jsonAnswer("A page of reservations.", pageOf(reservationSchema)) },
});

const get = restRoute("reserve", {
  method: "get",
  path: "/v1/reservations/{id}",
  summary: "A reservation as it stands",
  request: { params },
  responses: { 200: jsonAnswer("The reservation.", reservationSchema) },
});

const settle = restRoute("reserve", {
  method: "post",
  path: "/v1/reservations/{id}/settle",
  summary: "Record the call and free the rest of its hold",
  request: {
    params,
    body: jsonBody(
      z.strictObject({
        event: z.record(z.string(), z.unknown()).openapi({
          type: "object",
          description:
            "An Event. What it leaves out of projectId, agentId, agentType, runId and jobId is the reservation's.",
          properties: {
            id: { type: "string" },
            provider: { type: "string" },
            model: { type: "string" },
            inputTokens: { type: "integer" },
            outputTokens: { type: "integer" },
          },
          required: ["id", "provider", "model", "inputTokens", "outputTokens"],
        }),
      }),
      {
        call: {
          event: {
            id: "call-7",
            provider: "anthropic",
            model: "claude-sonnet-4-20250514",
            inputTokens: 9_000,
            outputTokens: 640,
          },
        },
      },
    ),
  },
  responses: { 200: jsonAnswer("Recorded.", settlementSchema) },
});

const extendRoute = restRoute("reserve", {
  method: "post",
  path: "/v1/reservations/{id}/extend",
  summary: "Hold more during a call; give further extensions of the same amount an id each",
  description:
    "Give an amount of dollars to add, or the whole call as it is expected by now (provider, model, inputTokens, maxOutputTokens): the hold grows to its worst case, in dollars and in tokens.",
  request: {
    params,
    body: jsonBody(extendInput, {
      amount: { amount: 0.1, id: "second-turn" },
      call: { provider: "anthropic", model: "claude-sonnet-4-20250514", inputTokens: 9_000, maxOutputTokens: 8_000 },
    }),
  },
  responses: { 200: jsonAnswer("Held, with the whole amount now held.", allowedSchema), 402: refusedAnswer },
});

const releaseRoute = restRoute("reserve", {
  method: "post",
  path: "/v1/reservations/{id}/release",
  summary: "Give the hold back: the call is not made",
  request: { params },
  responses: { 200: jsonAnswer("Nothing is held any more.", reservationSchema) },
});

const titles = {
  budget_exceeded: "A budget has no room for this call",
  agent_paused: "The agent is paused",
  price_unknown: "No price is known for this call",
};

function problemFor({ decision: _, ...refused }: Refused, requestId: string) {
  return { type: "about:blank" as const, title: titles[refused.code], status: 402, requestId, ...refused };
}

const refusal = (c: Context<RestEnv>, refused: Refused) => problemOf(problemFor(refused, c.get("requestId")));

/** A reservation without Hono: see `answerDirectly`. */
export async function reserveDirectly(ctx: Ctx, body: unknown, requestId: string): Promise<DirectAnswer> {
  const parsed = reserveInput.safeParse(body);
  if (!parsed.success) throw invalidInput(parsed.error, "json");
  const answer = await reserve({ ctx, input: parsed.data });
  if (answer.decision === "allow") return { status: 201, body: answer };
  if (answer.decision === "approval_required") return { status: 202, body: answer };
  return { status: 402, body: problemFor(answer, requestId), type: "application/problem+json" };
}

const shown = (r: Reservation) => ({
  id: r.id,
  status: r.status,
  projectId: r.projectId,
  agentId: r.agentId,
  runId: r.runId,
  amount: toDollars(r.amountNanos),
  amountNanos: r.amountNanos.toString(),
  approvalId: r.approvalId,
  transactionId: r.transactionId,
  late: r.late,
  createdAt: r.createdAt.toISOString(),
  expiresAt: r.expiresAt.toISOString(),
  endedAt: r.endedAt?.toISOString() ?? null,
});

export const reservations = createRestApp();

reservations.openapi(post, async (c) => {
  const answer = await reserve({ ctx: c.get("ctx"), input: c.req.valid("json") });
  if (answer.decision === "allow") return c.json(answer, 201);
  if (answer.decision === "approval_required") return c.json(answer, 202);
  return refusal(c, answer) as never;
});
reservations.openapi(list, async (c) => {
  const { limit, cursor, status } = c.req.valid("query");
  const last = decodeTimeCursor(cursor);
  const after = last && { expiresAt: last.at, id: last.id };
  const rows = await listReservations(c.get("ctx"), { status }, { limit: limit + 1, after });
  const position = (r: Reservation) => [r.expiresAt.toISOString(), r.id];
  return c.json(pageFrom(rows, limit, { item: shown, position }), 200);
});
reservations.openapi(get, async (c) => c.json(shown(await getReservation(c.get("ctx"), c.req.valid("param").id)), 200));
reservations.openapi(settle, async (c) => {
  const { event } = c.req.valid("json");
  return c.json(await settleReservation({ ctx: c.get("ctx"), id: c.req.valid("param").id, event }), 200);
});
reservations.openapi(extendRoute, async (c) => {
  const answer = await extend({ ctx: c.get("ctx"), id: c.req.valid("param").id, input: c.req.valid("json") });
  return answer.decision === "allow" ? c.json(answer, 200) : (refusal(c, answer) as never);
});
reservations.openapi(releaseRoute, async (c) =>
  c.json(shown(await release({ ctx: c.get("ctx"), id: c.req.valid("param").id })), 200),
);
