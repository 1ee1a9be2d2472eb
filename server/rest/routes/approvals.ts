import { z } from "@hono/zod-openapi";
import { type Approval, approvalStatuses, listApprovals } from "#server/alerts/approval-queries.ts";
import { approvalDecisionInput, decideApproval } from "#server/alerts/decide-approval.ts";
import { waitForApproval } from "#server/alerts/wait-for-approval.ts";
import { identifier } from "#server/catalog/fields.ts";
import { createRestApp } from "../create-rest-app.ts";
import { decodeTimeCursor, pageFrom, pageOf, pageQuery } from "../page.ts";
import { jsonAnswer, jsonBody, restRoute } from "../rest-route.ts";

const params = z.object({ id: identifier });

const approvalSchema = z
  .object({
    id: z.string(),
    status: z.enum(approvalStatuses),
    budgetId: z.string(),
    reservationId: z.string().nullable(),
    agentId: z.string(),
    agentName: z.string(),
    projectId: z.string(),
    projectName: z.string(),
    amount: z.number(),
    amountNanos: z.string(),
    extra: z.number().nullable(),
    extraNanos: z.string().nullable(),
    request: z.record(z.string(), z.unknown()),
    decision: z.enum(["approve", "reject"]).nullable(),
    reason: z.string().nullable(),
    decidedBy: z.string().nullable(),
    decidedAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso
      .datetime()
      .openapi({ description: "Until when it may be decided: the end of the windows of its limits." }),
    agentPause: z.object({ by: z.string(), reason: z.string().nullable(), resumes: z.boolean() }).nullable().openapi({
      description: "While it waits and its agent is paused; `resumes`: approving lets the agent go on too.",
    }),
  })
  .openapi("Approval");

const list = restRoute("viewApproval", {
  method: "get",
  path: "/v1/approvals",
  summary: "Calls that a person is asked about, newest first",
  request: {
    query: pageQuery.extend({
      pending: z.enum(["true", "false"]).optional(),
      status: z.enum(approvalStatuses).optional(),
    }),
  },
  responses: { 200: jsonAnswer("A page of approvals.", pageOf(approvalSchema)) },
});

const wait = z.coerce
  .number("must be 0 to 30 seconds")
  .min(0, "must be 0 to 30 seconds")
  .max(30, "must be 0 to 30 seconds");

const get = restRoute("viewApproval", {
  method: "get",
  path: "/v1/approvals/{id}",
  summary: "One approval; with ?wait=30 the answer comes when it is decided, or after that many seconds",
  request: { params, query: z.strictObject({ wait: wait.default(0) }) },
  responses: { 200: jsonAnswer("The approval. Once approved, its reservation holds.", approvalSchema) },
});

const decision = restRoute("decideApproval", {
  method: "post",
  path: "/v1/approvals/{id}/decision",
  summary: "Approve (this call, or an extra amount for this window) or reject, once",
  request: {
    params,
    body: jsonBody(approvalDecisionInput, {
      thisCall: { decision: "approve" },
      withRoom: { decision: "approve", extra: 5 },
      reject: { decision: "reject", reason: "Use the smaller model" },
    }),
  },
  responses: { 200: jsonAnswer("The approval.", approvalSchema) },
});

export const approvals = createRestApp()
  .openapi(list, async (c) => {
    const { limit, cursor, pending, status } = c.req.valid("query");
    const last = decodeTimeCursor(cursor);
    const after = last && { createdAt: last.at, id: last.id };
    const statuses = approvalStatuses
      .filter((one) => status === undefined || one === status)
      .filter((one) => pending === undefined || (one === "pending") === (pending === "true"));
    const rows = await listApprovals(c.get("ctx"), { statuses }, { limit: limit + 1, after });
    const position = (approval: Approval) => [approval.createdAt, approval.id];
    return c.json(pageFrom(rows, limit, { item: (approval) => approval, position }), 200);
  })
  .openapi(get, async (c) => {
    const { id } = c.req.valid("param");
    const options = { seconds: c.req.valid("query").wait, signal: c.req.raw.signal };
    return c.json(await waitForApproval(c.get("ctx"), id, options), 200);
  })
  .openapi(decision, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(await decideApproval({ ctx: c.get("ctx"), id, input: c.req.valid("json") }), 200);
  });
